import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Delivery, Webhook } from './webhookData.ts';

const COLOURS = {
  enabled: 'success',
  disabled: 'error',
  delivered: 'success',
  pending: 'warning',
  failed: 'error',
} as const;

/** The state of a webhook or a delivery as a word. */
export const WebhookState = ({ state }: { state: Webhook['status'] | Delivery['status'] }) => {
  const translate = useTranslate();
  return (
    <Chip
      size="small"
      variant="outlined"
      color={COLOURS[state]}
      label={translate(`console.webhooks.state.${state}`)}
      sx={{ '& .MuiChip-label': { color: 'text.primary' } }}
    />
  );
};
