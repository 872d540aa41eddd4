import CloudUpload from '@mui/icons-material/CloudUpload';
import { Box, Typography } from '@mui/material';
import { type DragEvent, type ReactNode, useId, useState } from 'react';
import { useTranslate } from 'react-admin';
import { PICTURE_TYPES } from './uploadPicture.ts';

type DropZoneProps = {
  /** What is shown above the invitation. */
  children?: ReactNode;
  text: string;
  /** The key of the text about what the files may be, and what a file chooser offers; pictures by default. */
  limits?: string;
  accept?: string;
  isWrong?: boolean;
  multiple?: boolean;
  disabled?: boolean;
  onFiles(files: File[]): void;
};

/** An area to drop files on; a click on it, or the keyboard, chooses some. */
export const DropZone = ({
  children,
  text,
  limits = 'console.pictures.limits',
  accept = PICTURE_TYPES.join(','),
  isWrong = false,
  multiple = false,
  disabled = false,
  onFiles,
}: DropZoneProps) => {
  const translate = useTranslate();
  const [isOver, setIsOver] = useState(false);
  const id = useId();
  const over = (event: DragEvent, entered: boolean) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(entered);
  };
  const drop = (event: DragEvent) => {
    over(event, false);
    if (!disabled && event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files]);
  };
  return (
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
        position: 'relative',
        border: '2px dashed',
        borderColor: isWrong ? 'error.main' : isOver ? 'primary.main' : 'text.secondary',
        borderRadius: 1,
        bgcolor: isOver ? 'action.hover' : 'transparent',
        '&:focus-within': { outline: '2px solid currentColor', outlineOffset: '2px' },
      }}
    >
      {children}
      <CloudUpload aria-hidden />
      <Typography component="span">{text}</Typography>
      <Typography component="span" variant="body2" color="text.secondary">
        {translate(limits)}
      </Typography>
      <input
        id={id}
        type="file"
        name="picture"
        accept={accept}
        multiple={multiple}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          if (files.length > 0) onFiles(files);
          if (multiple) currentTarget.value = ''; // the same file can be chosen again
        }}
        style={{ position: 'absolute', opacity: 0, width: 1, height: 1 }}
      />
    </Box>
  );
};
