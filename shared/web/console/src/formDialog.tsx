import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack } from '@mui/material';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslate } from 'react-admin';

type FormDialogProps = {
  /** The text of the button that opens the dialog, and its title. */
  title: string;
  /** The text of the button that does it. */
  confirm?: string;
  color?: 'primary' | 'error';
  variant?: 'contained' | 'outlined';
  children: ReactNode;
  /** Does it with the fields of the form. Resolves to whether the dialog is done with. */
  onSubmit(fields: Record<string, string>): Promise<boolean>;
};

/** A button that opens a form. */
export const FormDialog = ({
  title,
  confirm = title,
  color = 'primary',
  variant = 'outlined',
  children,
  onSubmit,
}: FormDialogProps) => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const titleId = useId();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    setBusy(true);
    try {
      if (await onSubmit(Object.fromEntries(fields))) setOpen(false);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button color={color} variant={variant} onClick={() => setOpen(true)}>
        {title}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby={titleId} fullWidth maxWidth="sm">
        <form onSubmit={submit}>
          <DialogTitle id={titleId}>{title}</DialogTitle>
          <DialogContent>
            <Stack spacing={2} sx={{ pt: 1 }}>
              {children}
            </Stack>
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setOpen(false)}>{translate('ra.action.cancel')}</Button>
            <Button type="submit" variant="contained" color={color} disabled={busy}>
              {confirm}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
};
