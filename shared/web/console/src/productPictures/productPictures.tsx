import { unwrap } from '@ecommerce/client';
import { Alert, Stack, Typography } from '@mui/material';
import { type DragEvent, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useFailureNotice } from '../formParts.tsx';
import { useProductChange } from '../products/useProductChange.ts';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';
import { useFocusWhenFewer } from '../useFocusWhenFewer.ts';
import type { Product } from '../variants/variant.ts';
import { AddPictures } from './addPictures.tsx';
import { AwaitedPicture, PublishedPicture } from './onePicture.tsx';

/** Returns a function that gives a picture another place among the others; one at a time. */
const useMove = (product: Product) => {
  const [busy, setBusy] = useState(false);
  const change = useProductChange(product);
  const fail = useFailureNotice();
  return async (imageId: string, position: number) => {
    const isThere = product.images[position - 1]?.id === imageId;
    if (busy || isThere || position < 1 || position > product.images.length) return;
    setBusy(true);
    try {
      const params = { path: { id: product.id, imageId } };
      const body = { position };
      await change(
        unwrap(shop.products.PATCH('/products/{id}/images/{imageId}', { params, body })),
        'console.productPictures.moved',
      );
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
};

const Published = ({ product }: { product: Product }) => {
  const move = useMove(product);
  const [dragged, setDragged] = useState<string>();
  const dropOn = (at: number) => async (event: DragEvent) => {
    if (dragged === undefined) return;
    event.preventDefault();
    setDragged(undefined);
    await move(dragged, at + 1);
  };
  return product.images.map((image, at) => (
    <li key={image.id} onDragOver={(event) => dragged !== undefined && event.preventDefault()} onDrop={dropOn(at)}>
      <PublishedPicture
        product={product}
        image={image}
        at={at}
        onMove={(position) => move(image.id, position)}
        onDrag={(isDragged) => setDragged(isDragged ? image.id : undefined)}
      />
    </li>
  ));
};

/** The pictures of a product, in order; those that are being checked; and those that were refused. */
export const ProductPictures = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const { images, awaitedImages, awaitedFileName, uploadRejection } = product;
  const heading = useFocusWhenFewer(images.length + awaitedImages.length);
  return (
    <Section title={translate('console.productPictures.title')} headingRef={heading}>
      <Stack spacing={1}>
        <Typography variant="body2" color="text.secondary">
          {translate('console.productPictures.hint')}
        </Typography>
        {uploadRejection !== undefined && (
          <Alert severity="error" sx={{ overflowWrap: 'anywhere' }}>
            {translate('console.pictures.refused')} ({uploadRejection})
          </Alert>
        )}
        {awaitedFileName !== undefined && (
          <Alert severity="info" sx={{ overflowWrap: 'anywhere' }}>
            {awaitedFileName}: {translate('console.productPictures.awaited')}
          </Alert>
        )}
        <Stack component="ol" spacing={1} sx={{ listStyle: 'none', p: 0, m: 0 }}>
          <Published product={product} />
          {awaitedImages.map((image) => (
            <li key={image.id}>
              <AwaitedPicture product={product} image={image} />
            </li>
          ))}
        </Stack>
        <AddPictures product={product} />
      </Stack>
    </Section>
  );
};
