import { unwrap } from '@ecommerce/client';
import ArrowCircleDown from '@mui/icons-material/ArrowCircleDown';
import ArrowCircleUp from '@mui/icons-material/ArrowCircleUp';
import DragIndicator from '@mui/icons-material/DragIndicator';
import { Box, Card, CardMedia, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { FormDialog, FormField } from '../formDialog.tsx';
import { useProductChange } from '../products/useProductChange.ts';
import { shop } from '../shop.ts';
import type { Product } from '../variants/variant.ts';

type Image = Product['images'][number];
type Awaited = Product['awaitedImages'][number];

const AlternativeText = ({ product, image }: { product: Product; image: Image | Awaited }) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const params = { path: { id: product.id, imageId: image.id } };
  const submit = async ({ alt = '' }: Record<string, string>) => {
    if (alt === image.alt) return true;
    const call = shop.products.PATCH('/products/{id}/images/{imageId}', { params, body: { alt } });
    return change(unwrap(call), 'console.productPictures.described');
  };
  return (
    <FormDialog
      title={translate('console.productPictures.describe')}
      confirm={translate('ra.action.save')}
      onSubmit={submit}
    >
      <FormField
        name="alt"
        label={translate('console.productPictures.alt')}
        helperText={translate('console.productPictures.altHint')}
        defaultValue={image.alt}
        multiline
        slotProps={{ htmlInput: { maxLength: 500 } }}
      />
    </FormDialog>
  );
};

const DeleteProductPicture = ({ product, image }: { product: Product; image: Image | Awaited }) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const params = { path: { id: product.id, imageId: image.id } };
  return (
    <ConfirmButton
      title={translate('ra.action.delete')}
      text={translate('console.productPictures.deleteHint')}
      confirm={translate('ra.action.delete')}
      color="error"
      onConfirm={() =>
        change(
          unwrap(shop.products.DELETE('/products/{id}/images/{imageId}', { params })),
          'console.productPictures.deleted',
        )
      }
    />
  );
};

/** Moves the picture one place. A button that leads nowhere keeps the focus, so that the keyboard stays where it is. */
const MoveButton = ({ label, to, isPossible, children, onMove }: MoveButtonProps) => (
  <Tooltip title={label}>
    <IconButton
      aria-label={label}
      aria-disabled={!isPossible}
      onClick={() => isPossible && onMove(to)}
      sx={{ opacity: isPossible ? 1 : 0.4 }}
    >
      {children}
    </IconButton>
  </Tooltip>
);

type MoveButtonProps = {
  label: string;
  to: number;
  isPossible: boolean;
  children: ReactNode;
  onMove(position: number): void;
};

type PublishedPictureProps = {
  product: Product;
  image: Image;
  /** Its place, from 0 on. */
  at: number;
  onMove(position: number): void;
  onDrag(isDragged: boolean): void;
};

/** A picture that customers see. */
export const PublishedPicture = ({ product, image, at, onMove, onDrag }: PublishedPictureProps) => {
  const translate = useTranslate();
  const { length } = product.images;
  return (
    <Card
      component="article"
      variant="outlined"
      aria-label={translate('console.variants.pictureNumber', { number: at + 1 })}
      draggable={length > 1}
      onDragStart={({ dataTransfer }) => {
        dataTransfer.effectAllowed = 'move';
        dataTransfer.setData('text/plain', image.id);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
    >
      <Stack direction="row" spacing={2} useFlexGap sx={{ p: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        {length > 1 && <DragIndicator aria-hidden sx={{ cursor: 'grab', color: 'text.secondary' }} />}
        <CardMedia
          component="img"
          src={image.renditions.small}
          alt={image.alt}
          draggable={false}
          sx={{ width: 96, height: 72, objectFit: 'contain' }}
        />
        <Box sx={{ flex: '1 1 120px', minWidth: 0, overflowWrap: 'anywhere' }}>
          <Typography>{image.alt || <em>{translate('console.productPictures.noAlt')}</em>}</Typography>
          {at === 0 && (
            <Typography variant="body2" color="text.secondary">
              {translate('console.productPictures.first')}
            </Typography>
          )}
        </Box>
        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
          {length > 1 && (
            <>
              <MoveButton label={translate('console.productPictures.up')} to={at} isPossible={at > 0} onMove={onMove}>
                <ArrowCircleUp />
              </MoveButton>
              <MoveButton
                label={translate('console.productPictures.down')}
                to={at + 2}
                isPossible={at < length - 1}
                onMove={onMove}
              >
                <ArrowCircleDown />
              </MoveButton>
            </>
          )}
          <AlternativeText product={product} image={image} />
          {length > 1 && <DeleteProductPicture product={product} image={image} />}
        </Stack>
      </Stack>
    </Card>
  );
};

/** A picture that is being checked, or that was refused. */
export const AwaitedPicture = ({ product, image }: { product: Product; image: Awaited }) => {
  const translate = useTranslate();
  const { fileName, alt, uploadRejection } = image;
  return (
    <Card component="article" variant="outlined" aria-label={fileName}>
      <Stack direction="row" spacing={2} useFlexGap sx={{ p: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 160px', minWidth: 0, overflowWrap: 'anywhere' }}>
          <Typography>{[fileName, alt].filter(Boolean).join(': ')}</Typography>
          <Typography variant="body2" color={uploadRejection === undefined ? 'text.secondary' : 'error'} role="status">
            {uploadRejection === undefined
              ? translate('console.productPictures.awaited')
              : `${translate('console.pictures.refused')} (${uploadRejection})`}
          </Typography>
        </Box>
        <DeleteProductPicture product={product} image={image} />
      </Stack>
    </Card>
  );
};
