import { unwrap } from '@ecommerce/client';
import { Button, Stack } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { useFailureNotice } from '../formParts.tsx';
import { shop } from '../shop.ts';
import { SecretDialog } from './secretDialog.tsx';
import type { Webhook } from './webhookData.ts';

/** Runs an action on a webhook and then shows it and its deliveries as they are. */
const useAction = (id: string) => {
  const [busy, setBusy] = useState(false);
  const refresh = useRefresh();
  const fail = useFailureNotice();
  const queries = useQueryClient();
  const run = async (action: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await action();
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
      refresh();
      await queries.invalidateQueries({ queryKey: ['deliveries', id] });
    }
  };
  return { run, busy };
};

/** What can be done with a webhook: test it, switch it on and off, replace its secret, and more. */
export const WebhookActions = ({ webhook: { id, status }, children }: { webhook: Webhook; children: ReactNode }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const { run, busy } = useAction(id);
  const [secret, setSecret] = useState<string>();
  const params = { path: { id } };
  const test = () =>
    run(async () => {
      await unwrap(shop.orders.POST('/webhooks/{id}/test', { params }));
      notify('console.webhooks.tested', { type: 'success' });
    });
  const other = status === 'enabled' ? 'disabled' : 'enabled';
  const change = () => run(() => unwrap(shop.orders.PATCH('/webhooks/{id}', { params, body: { status: other } })));
  const rotate = () =>
    run(async () => {
      const header = { 'Idempotency-Key': crypto.randomUUID() };
      const body = { rotateSecret: true as const };
      setSecret((await unwrap(shop.orders.PATCH('/webhooks/{id}', { params: { ...params, header }, body }))).secret);
    });
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Button variant="contained" disabled={busy || status === 'disabled'} onClick={test}>
        {translate('console.webhooks.test')}
      </Button>
      <Button variant="outlined" disabled={busy} onClick={change}>
        {translate(`console.webhooks.switch.${other}`)}
      </Button>
      <ConfirmButton
        title={translate('console.webhooks.rotate')}
        text={translate('console.webhooks.rotateHint')}
        onConfirm={rotate}
      />
      {children}
      <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />
    </Stack>
  );
};
