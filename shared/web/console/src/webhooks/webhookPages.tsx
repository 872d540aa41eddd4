import { Alert, Stack } from '@mui/material';
import { useState } from 'react';
import {
  CheckboxGroupInput,
  Create,
  DeleteWithConfirmButton,
  Edit,
  type RaRecord,
  required,
  SimpleForm,
  TextInput,
  useLocale,
  useRecordContext,
  useRedirect,
  useTranslate,
} from 'react-admin';
import { dateTime } from '../format.ts';
import { SaveBar, useFailureNotice } from '../formParts.tsx';
import { SecretDialog } from './secretDialog.tsx';
import { WebhookActions } from './webhookActions.tsx';
import { EVENT_CHOICES, type Webhook } from './webhookData.ts';
import { WebhookDeliveries } from './webhookDeliveries.tsx';

const WebhookFields = () => (
  <>
    <TextInput source="url" type="url" validate={required()} helperText="console.webhooks.urlHint" />
    <CheckboxGroupInput source="events" choices={EVENT_CHOICES} translateChoice={false} validate={required()} />
  </>
);

/** A form for a new webhook, which then shows its secret. */
export const WebhookCreate = () => {
  const [created, setCreated] = useState<RaRecord>();
  const redirect = useRedirect();
  const onError = useFailureNotice();
  return (
    <>
      <Create mutationOptions={{ onSuccess: setCreated, onError }}>
        <SimpleForm toolbar={<SaveBar />} sx={{ maxWidth: 700 }}>
          <WebhookFields />
        </SimpleForm>
      </Create>
      <SecretDialog secret={created?.secret} onClose={() => redirect('edit', 'webhooks', created?.id)} />
    </>
  );
};

const WebhookTitle = () => useRecordContext<Webhook>()?.url ?? '';

/** Why a webhook is disabled, and what can be done with it. */
const WebhookHead = () => {
  const webhook = useRecordContext<Webhook>();
  const translate = useTranslate();
  const locale = useLocale();
  if (!webhook) return null;
  const { disabledAt, disabledReason = 'byAdmin' } = webhook;
  return (
    <Stack spacing={2} sx={{ p: 2 }}>
      {disabledAt !== undefined && (
        <Alert severity="warning">
          {translate(`console.webhooks.disabled.${disabledReason}`, { at: dateTime(disabledAt, locale) })}
        </Alert>
      )}
      <WebhookActions webhook={webhook}>
        <DeleteWithConfirmButton
          mutationMode="pessimistic"
          confirmTitle="console.webhooks.delete"
          confirmContent="console.webhooks.deleteHint"
        />
      </WebhookActions>
    </Stack>
  );
};

const Deliveries = () => {
  const webhook = useRecordContext<Webhook>();
  return webhook ? <WebhookDeliveries webhookId={webhook.id} /> : null;
};

/** A webhook, and what was sent to it. */
export const WebhookEdit = () => (
  <Edit
    title={<WebhookTitle />}
    actions={false}
    mutationMode="pessimistic"
    redirect={false}
    queryOptions={{ refetchOnWindowFocus: false }}
    mutationOptions={{ onError: useFailureNotice() }}
  >
    <WebhookHead />
    <SimpleForm toolbar={<SaveBar />} sx={{ maxWidth: 700 }}>
      <WebhookFields />
    </SimpleForm>
    <Deliveries />
  </Edit>
);
