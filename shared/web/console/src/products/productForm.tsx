import { ShopError } from '@ecommerce/client';
import { Button, Stack } from '@mui/material';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useFailureNotice } from '../formParts.tsx';
import { fieldErrors } from '../formValues.ts';
import type { FieldErrors } from './productFields.tsx';

type ProductFormProps = {
  /** Sends the form. What it throws is shown, at the fields that it names. */
  onSubmit(form: FormData): Promise<unknown>;
  children(errors: FieldErrors): ReactNode;
  /** More buttons that send the form; the one that was pressed is in it. */
  buttons?: ReactNode;
};

/** Returns the trimmed text of a field. */
export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

/** A form that shows the errors of the API at its fields. */
export const ProductForm = ({ onSubmit, children, buttons }: ProductFormProps) => {
  const translate = useTranslate();
  const fail = useFailureNotice();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setErrors({});
    try {
      await onSubmit(new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter));
    } catch (error) {
      if (error instanceof ShopError) setErrors(fieldErrors(error.failure.issues ?? [], translate));
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack component="form" onSubmit={submit} spacing={2} sx={{ py: 2, maxWidth: 700 }}>
      {children(errors)}
      <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
        <Button type="submit" variant="contained" disabled={busy}>
          {translate('ra.action.save')}
        </Button>
        {buttons}
      </Stack>
    </Stack>
  );
};
