import { Box, Card, CardActions, CardMedia, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import {
  ListBase,
  Title,
  useCreate,
  useListContext,
  useNotify,
  useRefresh,
  useResourceContext,
  useTranslate,
} from 'react-admin';
import { FormDialog, FormField } from '../formDialog.tsx';
import { CursorPagination, NothingFound } from '../listParts.tsx';
import { CategoryTree } from './categoryTree.tsx';
import { DeletePicture, type Kind, type Picture } from './deletePicture.tsx';
import { PictureInput } from './pictureInput.tsx';

/** Adds a picture, and a name where it has one. The dialog stays open until the picture is published. */
const AddPicture = ({ kind }: { kind: Kind }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [create] = useCreate();
  const [picture, setPicture] = useState<File>();
  const [isMissing, setIsMissing] = useState(false);
  const submit = async ({ categoryName }: Record<string, string>) => {
    setIsMissing(!picture);
    if (!picture) return false;
    await create(kind, { data: { picture, categoryName } }, { returnPromise: true });
    notify(`console.${kind}.added`, { type: 'success' });
    setPicture(undefined);
    refresh();
    return true;
  };
  return (
    <FormDialog
      title={translate(`console.${kind}.add`)}
      confirm={translate('ra.action.save')}
      variant="contained"
      onSubmit={submit}
    >
      {kind === 'categories' && (
        <FormField
          name="categoryName"
          label={translate('resources.categories.fields.categoryName')}
          required
          slotProps={{ htmlInput: { maxLength: 100 } }}
        />
      )}
      <PictureInput
        file={picture}
        onChange={setPicture}
        error={isMissing && !picture ? translate('console.pictures.missing') : undefined}
      />
    </FormDialog>
  );
};

const PictureCard = ({ picture, label }: { picture: Picture; label: string }) => (
  <Card component="article" variant="outlined" aria-label={label}>
    <CardMedia component="img" src={picture.imageUrl} alt={label} sx={{ height: 180, objectFit: 'contain' }} />
    <CardActions sx={{ p: 2 }}>
      <DeletePicture kind="banners" picture={picture} />
    </CardActions>
  </Card>
);

const Pictures = ({ kind }: { kind: Kind }) => {
  const translate = useTranslate();
  const { data, error, isPending } = useListContext<Picture>();
  if (error) return <Typography role="alert">{error.message}</Typography>;
  if (isPending) return null;
  if (data.length === 0) return <NothingFound text={`console.${kind}.none`} />;
  if (kind === 'categories') return <CategoryTree />;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))' }}>
      {data.map((picture, at) => (
        <PictureCard key={picture.id} picture={picture} label={translate('console.banners.one', { number: at + 1 })} />
      ))}
    </Box>
  );
};

/** The categories or the banners with their pictures. */
export const PictureList = () => {
  const kind = useResourceContext() as Kind;
  const translate = useTranslate();
  return (
    <ListBase perPage={24} queryOptions={{ refetchOnWindowFocus: true }}>
      <Stack spacing={2} sx={{ py: 2 }}>
        <Title title={translate(`resources.${kind}.name`, { smart_count: 2 })} />
        <Box>
          <AddPicture kind={kind} />
        </Box>
        <Pictures kind={kind} />
        <CursorPagination />
      </Stack>
    </ListBase>
  );
};
