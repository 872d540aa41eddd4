import { ShopError } from '@ecommerce/client';
import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Stack,
  TextField,
  type TextFieldProps,
} from '@mui/material';
import { createContext, type FormEvent, type ReactNode, use, useId, useState } from 'react';
import { useTranslate } from 'react-admin';
import { errorText } from './errorText.ts';
import { fieldErrors } from './formValues.ts';

type FormDialogProps = {
  /** The text of the button that opens the dialog. */
  title: string;
  /** The title of the dialog, if not that of the button. */
  heading?: string | undefined;
  /** The text of the button that does it. */
  confirm?: string | undefined;
  /** The text of the button that closes the dialog. */
  cancel?: string | undefined;
  color?: 'primary' | 'error';
  variant?: 'contained' | 'outlined';
  children: ReactNode;
  /** Does it with the fields of the form. Resolves to whether the dialog is done with. What it throws is shown in the dialog. */
  onSubmit(fields: Record<string, string>): Promise<boolean>;
};

/** The errors of the fields, by path. */
const FieldErrors = createContext<Record<string, string>>({});

/** A field of the form, which shows its error. An API names it by a path that ends with its name. */
export const FormField = ({ name, helperText, ...props }: TextFieldProps & { name: string }) => {
  const errors = use(FieldErrors);
  const message = Object.entries(errors).find(([path]) => path === name || path.endsWith(`.${name}`))?.[1];
  return <TextField name={name} {...props} error={message !== undefined} helperText={message ?? helperText} />;
};

/** A button that opens a form. */
export const FormDialog = ({
  title,
  heading = title,
  confirm = title,
  cancel,
  color = 'primary',
  variant = 'outlined',
  children,
  onSubmit,
}: FormDialogProps) => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const titleId = useId();
  const issues = failure instanceof ShopError ? (failure.failure.issues ?? []) : [];

  const start = () => {
    setFailure(undefined);
    setOpen(true);
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    setBusy(true);
    setFailure(undefined);
    try {
      if (await onSubmit(Object.fromEntries(fields))) setOpen(false);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button color={color} variant={variant} onClick={start}>
        {title}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby={titleId} fullWidth maxWidth="sm">
        <form onSubmit={submit}>
          <DialogTitle id={titleId} sx={{ overflowWrap: 'anywhere' }}>
            {heading}
          </DialogTitle>
          <DialogContent>
            <Stack spacing={2} sx={{ pt: 1 }}>
              {failure !== undefined && (
                <Alert severity="error" role="alert">
                  {errorText(failure, translate)}
                </Alert>
              )}
              <FieldErrors value={fieldErrors(issues, translate)}>{children}</FieldErrors>
            </Stack>
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setOpen(false)}>{cancel ?? translate('ra.action.cancel')}</Button>
            <Button type="submit" variant="contained" color={color} disabled={busy}>
              {confirm}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
};
