import { FormHelperText } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { DropZone } from './dropZone.tsx';
import { whyNot } from './uploadPicture.ts';

type PictureInputProps = {
  file: File | undefined;
  onChange(file: File | undefined): void;
  /** Why the form cannot be sent without a picture. */
  error?: string | undefined;
};

/** Returns a picture of a file. The pages may load pictures from `data:`, not from `blob:`. */
const usePreview = (file: File | undefined): string | undefined => {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    setUrl(undefined);
    if (!file) return undefined;
    const reader = new FileReader();
    reader.onload = () => setUrl(String(reader.result));
    reader.readAsDataURL(file);
    return () => reader.abort();
  }, [file]);
  return url;
};

/** A field for a picture: drop a file on it, or choose one. */
export const PictureInput = ({ file, onChange, error }: PictureInputProps) => {
  const translate = useTranslate();
  const [refused, setRefused] = useState<'type' | 'size'>();
  const shown = usePreview(file);
  const message = refused ? translate(`console.pictures.${refused}`) : error;

  const choose = ([chosen]: File[]) => {
    const reason = chosen && whyNot(chosen);
    setRefused(reason);
    onChange(reason ? undefined : chosen);
  };

  return (
    <div>
      <DropZone
        text={file?.name ?? translate('console.pictures.drop')}
        isWrong={message !== undefined}
        onFiles={choose}
      >
        {shown && (
          <img
            src={shown}
            alt={translate('console.pictures.preview')}
            style={{ maxHeight: 320, maxWidth: '100%', objectFit: 'contain' }}
          />
        )}
      </DropZone>
      {message && (
        <FormHelperText error role="alert">
          {message}
        </FormHelperText>
      )}
    </div>
  );
};
