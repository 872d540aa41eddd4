import type { Schemas } from '@ecommerce/client';
import { Box, Card, CardMedia, Stack, Typography } from '@mui/material';
import { useListContext, useNotify, useRefresh, useTranslate, useUpdate } from 'react-admin';
import { FormDialog, FormField } from '../formDialog.tsx';
import { DeletePicture } from './deletePicture.tsx';

type Category = Schemas['categories']['CategoryInTree'];

/** Renames a category, or moves it below another one or to another position. */
const ChangeCategory = ({ category, tree }: { category: Category; tree: Category[] }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [update] = useUpdate();
  const isBelow = ({ id, path }: Category) =>
    id === category.id || path.some((ancestor) => ancestor.id === category.id);
  const submit = async ({ categoryName, parentId, position }: Record<string, string>) => {
    const data = { categoryName, parentId: parentId || null, position: position ? Number(position) : null };
    await update(
      'categories',
      { id: category.id, data, previousData: category },
      { returnPromise: true, mutationMode: 'pessimistic' },
    );
    notify('console.categories.changed', { type: 'success' });
    refresh();
    return true;
  };
  return (
    <FormDialog title={translate('ra.action.edit')} confirm={translate('ra.action.save')} onSubmit={submit}>
      <FormField
        name="categoryName"
        label={translate('resources.categories.fields.categoryName')}
        helperText={translate('console.categories.renameHint')}
        defaultValue={category.categoryName}
        required
        slotProps={{ htmlInput: { maxLength: 100 } }}
      />
      <FormField
        name="parentId"
        label={translate('resources.categories.fields.parentId')}
        defaultValue={category.parentId ?? ''}
        select
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      >
        <option value="">{translate('console.categories.top')}</option>
        {tree
          .filter((other) => !isBelow(other))
          .map(({ id, categoryName, path }) => (
            <option key={id} value={id}>
              {[...path.map((ancestor) => ancestor.categoryName), categoryName].join(' › ')}
            </option>
          ))}
      </FormField>
      <FormField
        name="position"
        type="number"
        label={translate('resources.categories.fields.position')}
        helperText={translate('console.categories.positionHint')}
        defaultValue={category.position ?? ''}
        slotProps={{ htmlInput: { min: 0, max: 9999, step: 1 } }}
      />
    </FormDialog>
  );
};

/** The categories, those below another one indented. */
export const CategoryTree = () => {
  const { data: tree = [] } = useListContext<Category>();
  return (
    <Stack spacing={1}>
      {tree.map((category) => (
        <Card
          key={category.id}
          component="article"
          variant="outlined"
          aria-label={category.categoryName}
          sx={{ ml: { xs: category.path.length, sm: category.path.length * 4 } }}
        >
          <Stack direction="row" spacing={2} useFlexGap sx={{ p: 1, alignItems: 'center', flexWrap: 'wrap' }}>
            <CardMedia
              component="img"
              src={category.imageUrl}
              alt=""
              loading="lazy"
              sx={{ width: 72, height: 54, objectFit: 'contain' }}
            />
            <Box sx={{ flex: '1 1 140px', minWidth: 0, overflowWrap: 'anywhere' }}>
              {category.path.length > 0 && (
                <Typography variant="body2" color="text.secondary">
                  {category.path.map(({ categoryName }) => categoryName).join(' › ')}
                </Typography>
              )}
              <Typography component="h2">{category.categoryName}</Typography>
            </Box>
            <ChangeCategory category={category} tree={tree} />
            <DeletePicture kind="categories" picture={category} />
          </Stack>
        </Card>
      ))}
    </Stack>
  );
};
