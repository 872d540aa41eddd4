import CloudUpload from '@mui/icons-material/CloudUpload';
import { Box, FormHelperText, Typography } from '@mui/material';
import { type DragEvent, useEffect, useId, useState } from 'react';
import { useTranslate } from 'react-admin';
import { MAX_PICTURE_BYTES, PICTURE_TYPES } from './uploadPicture.ts';

type PictureInputProps = {
  file: File | undefined;
  /** The picture that is there already. */
  current?: string | undefined;
  onChange(file: File | undefined): void;
  /** Why the form cannot be sent without a picture. */
  error?: string | undefined;
};

const whyNot = (file: File): 'type' | 'size' | undefined =>
  !PICTURE_TYPES.includes(file.type) ? 'type' : file.size > MAX_PICTURE_BYTES ? 'size' : undefined;

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
export const PictureInput = ({ file, current, onChange, error }: PictureInputProps) => {
  const translate = useTranslate();
  const [isOver, setIsOver] = useState(false);
  const [refused, setRefused] = useState<'type' | 'size'>();
  const shown = usePreview(file) ?? current;
  const id = useId();
  const message = refused ? translate(`console.pictures.${refused}`) : error;

  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    const reason = whyNot(chosen);
    setRefused(reason);
    onChange(reason ? undefined : chosen);
  };
  const over = (event: DragEvent, entered: boolean) => {
    event.preventDefault();
    setIsOver(entered);
  };
  const drop = (event: DragEvent) => {
    over(event, false);
    choose(event.dataTransfer.files[0]);
  };

  return (
    <div>
      <Box
        component="label"
        htmlFor={id}
        onDragOver={(event: DragEvent) => over(event, true)}
        onDragLeave={(event: DragEvent) => over(event, false)}
        onDrop={drop}
        sx={{
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'center',
          gap: 1,
          p: 2,
          cursor: 'pointer',
          textAlign: 'center',
          border: '2px dashed',
          borderColor: message ? 'error.main' : isOver ? 'primary.main' : 'text.secondary',
          borderRadius: 1,
          bgcolor: isOver ? 'action.hover' : 'transparent',
          '&:focus-within': { outline: '2px solid currentColor', outlineOffset: '2px' },
        }}
      >
        {shown && (
          <img
            src={shown}
            alt={translate('console.pictures.preview')}
            style={{ maxHeight: 320, maxWidth: '100%', objectFit: 'contain' }}
          />
        )}
        <CloudUpload aria-hidden />
        <Typography component="span">{file?.name ?? translate('console.pictures.drop')}</Typography>
        <Typography component="span" variant="body2" color="text.secondary">
          {translate('console.pictures.limits')}
        </Typography>
        <input
          id={id}
          type="file"
          name="picture"
          accept={PICTURE_TYPES.join(',')}
          onChange={(event) => choose(event.currentTarget.files?.[0])}
          style={{ position: 'absolute', opacity: 0, width: 1, height: 1 }}
        />
      </Box>
      {message && (
        <FormHelperText error role="alert">
          {message}
        </FormHelperText>
      )}
    </div>
  );
};
