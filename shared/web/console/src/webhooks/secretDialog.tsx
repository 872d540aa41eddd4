import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useId } from 'react';
import { useTranslate } from 'react-admin';

type SecretDialogProps = { secret: string | undefined; onClose(): void };

/** Shows a secret, which nothing shows again. */
export const SecretDialog = ({ secret, onClose }: SecretDialogProps) => {
  const translate = useTranslate();
  const titleId = useId();
  return (
    <Dialog open={secret !== undefined} aria-labelledby={titleId} fullWidth maxWidth="sm">
      <DialogTitle id={titleId}>{translate('console.webhooks.secret')}</DialogTitle>
      <DialogContent>
        <Typography gutterBottom>{translate('console.webhooks.secretHint')}</Typography>
        <TextField
          fullWidth
          multiline
          label={translate('console.webhooks.secret')}
          value={secret ?? ''}
          slotProps={{ htmlInput: { readOnly: true } }}
          sx={{ mt: 1 }}
        />
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {translate('console.webhooks.saved')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
