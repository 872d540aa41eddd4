import { Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { FormDialog } from './formDialog.tsx';

type ConfirmButtonProps = {
  /** The text of the button, and the title of the question. */
  title: string;
  /** What happens then. */
  text: string;
  /** The text of the button that does it. */
  confirm?: string;
  /** The text of the button that leaves everything as it is. */
  cancel?: string;
  color?: 'primary' | 'error';
  onConfirm(): Promise<unknown>;
};

/** A button that asks before it does something. */
export const ConfirmButton = ({ text, confirm, onConfirm, ...props }: ConfirmButtonProps) => {
  const translate = useTranslate();
  const submit = async () => {
    await onConfirm();
    return true;
  };
  return (
    <FormDialog {...props} confirm={confirm ?? translate('ra.action.confirm')} onSubmit={submit}>
      <Typography>{text}</Typography>
    </FormDialog>
  );
};
