import { Alert, Box, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { errorText } from '../errorText.ts';
import { DropZone } from '../pictures/dropZone.tsx';
import { whyNot } from '../pictures/uploadPicture.ts';
import type { Product } from '../variants/variant.ts';
import { sendFirstPicture, sendPicture } from './sendPicture.ts';

/** The most pictures of a product, those included that are not checked yet. */
const MAX_PICTURES = 10;

/** Takes pictures by drag and drop or from a file chooser, and sends one after the other. */
export const AddPictures = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const queries = useQueryClient();
  const [sending, setSending] = useState<string>();
  const [failures, setFailures] = useState<string[]>([]);
  const { status, images, awaitedImages } = product;
  const isFirst = status === 'awaitingImage';
  const room = isFirst ? 1 : MAX_PICTURES - images.length - awaitedImages.length;

  const send = async (file: File): Promise<string | undefined> => {
    const reason = whyNot(file);
    if (reason) return translate(`console.pictures.${reason}`);
    setSending(file.name);
    try {
      await (isFirst ? sendFirstPicture : sendPicture)(product.id, file);
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
          multiple={!isFirst}
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
