import { unwrap } from '@ecommerce/client';
import { Alert, Box, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { errorText } from '../errorText.ts';
import { DropZone } from '../pictures/dropZone.tsx';
import { uploadPicture, whyNot } from '../pictures/uploadPicture.ts';
import { shop } from '../shop.ts';
import type { Product } from '../variants/variant.ts';

/** The most pictures of a product, those included that are not checked yet. */
const MAX_PICTURES = 10;

const fileOf = (file: File) => ({ fileName: file.name, fileType: file.type as 'image/png' });

/** Sends the first picture of a product that has none: its own upload was never finished or was refused. */
const sendFirst = async ({ id }: Product, file: File): Promise<void> => {
  const { uploadUrl } = await unwrap(
    shop.products.PATCH('/products/{id}', { params: { path: { id } }, body: fileOf(file) }),
  );
  if (uploadUrl !== undefined) await uploadPicture(uploadUrl, file);
};

/** Sends one more picture. If the file does not arrive, the product does not go on waiting for it. */
const sendAnother = async ({ id }: Product, file: File): Promise<void> => {
  const params = { path: { id } };
  const { id: imageId, uploadUrl } = await unwrap(
    shop.products.POST('/products/{id}/images', { params, body: fileOf(file) }),
  );
  try {
    await uploadPicture(uploadUrl, file);
  } catch (error) {
    await shop.products.DELETE('/products/{id}/images/{imageId}', { params: { path: { id, imageId } } });
    throw error;
  }
};

/** Takes pictures by drag and drop or from a file chooser, and sends one after the other. */
export const AddPictures = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const queries = useQueryClient();
  const [sending, setSending] = useState<string>();
  const [failures, setFailures] = useState<string[]>([]);
  const { images, awaitedImages } = product;
  const hasNone = images.length === 0;
  const room = hasNone ? 1 : MAX_PICTURES - images.length - awaitedImages.length;

  const send = async (file: File): Promise<string | undefined> => {
    const reason = whyNot(file);
    if (reason) return translate(`console.pictures.${reason}`);
    setSending(file.name);
    try {
      await (hasNone ? sendFirst : sendAnother)(product, file);
      return undefined;
    } catch (error) {
      return errorText(error, translate);
    } finally {
      await queries.invalidateQueries();
    }
  };

  const sendAll = async (files: File[]) => {
    const failed: string[] = [];
    setFailures([]);
    for (const [at, file] of files.entries()) {
      const why = at < room ? await send(file) : translate('console.productPictures.full');
      if (why !== undefined) failed.push(`${file.name}: ${why}`);
    }
    setSending(undefined);
    setFailures(failed);
  };

  return (
    <Box>
      {room > 0 ? (
        <DropZone
          text={translate('console.productPictures.drop')}
          multiple={!hasNone}
          disabled={sending !== undefined}
          onFiles={sendAll}
        />
      ) : (
        <Typography variant="body2">{translate('console.productPictures.full')}</Typography>
      )}
      <Typography variant="body2" role="status">
        {sending && translate('console.productPictures.sending', { file: sending })}
      </Typography>
      {failures.length > 0 && (
        <Alert severity="error" role="alert" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {failures.map((failure) => (
            <div key={failure}>{failure}</div>
          ))}
        </Alert>
      )}
    </Box>
  );
};
