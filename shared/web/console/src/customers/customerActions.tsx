import { type Schemas, unwrap } from '@ecommerce/client';
import { Stack } from '@mui/material';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import { ConfirmButton } from '../confirmButton.tsx';
import { useFailureNotice } from '../formParts.tsx';
import { shop } from '../shop.ts';

export type Account = Schemas['auth']['Account'] & { id: string };

const GROUPS = ['staff', 'admin'] as const;

type Call = Parameters<typeof unwrap>[0];

/** Puts an account into the groups or takes it out, and helps somebody who has lost the authenticator app. */
export const CustomerActions = ({ account }: { account: Account }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const fail = useFailureNotice();
  const { id, fullName } = account;
  const run = (call: () => Call, done: string) => async () => {
    try {
      await unwrap(call());
      notify(done, { type: 'success' });
    } catch (error) {
      fail(error);
    }
    refresh();
  };
  const changeGroup = (group: (typeof GROUPS)[number], isMember: boolean) => {
    const params = { path: { id, group } };
    return isMember
      ? () => shop.auth.DELETE('/users/{id}/groups/{group}', { params })
      : () => shop.auth.PUT('/users/{id}/groups/{group}', { params });
  };
  return (
    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
      {GROUPS.map((group) => {
        const isMember = account.groups.includes(group);
        const names = { name: fullName, group: translate(`console.customers.group.${group}`) };
        return (
          <ConfirmButton
            key={group}
            title={translate(isMember ? 'console.customers.leave' : 'console.customers.join', names)}
            text={translate(isMember ? 'console.customers.leaveHint' : `console.customers.joinHint.${group}`, names)}
            color={isMember ? 'error' : 'primary'}
            onConfirm={run(changeGroup(group, isMember), 'console.customers.groupsChanged')}
          />
        );
      })}
      {account.mfa && (
        <ConfirmButton
          title={translate('console.customers.removeMfa')}
          text={translate('console.customers.removeMfaHint', { name: fullName })}
          color="error"
          onConfirm={run(
            () => shop.auth.DELETE('/users/{id}/mfa', { params: { path: { id } } }),
            'console.customers.mfaRemoved',
          )}
        />
      )}
    </Stack>
  );
};
