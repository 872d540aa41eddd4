import { type Schemas, unwrap } from '@ecommerce/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { encode } from 'uqr';
import { CodeField, PasswordField } from '../parts/fields.tsx';
import { Notice } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { AccountForm } from './accountForm.tsx';
import { type Account, accountQuery } from './queries.ts';

/** Switches two-factor sign-in on and off. */
export const TwoFactor = ({ account }: { account: Account }) => (account.mfa ? <SwitchOff /> : <SwitchOn />);

const useChange = () => {
  const client = useQueryClient();
  return (mfa: boolean) => client.setQueryData(accountQuery.queryKey, (account) => account && { ...account, mfa });
};

const SwitchOn = () => {
  const t = useTexts();
  const change = useChange();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const start = useMutation({ mutationFn: () => unwrap(shop.auth.POST('/me/mfa', { body: { password } })) });
  const confirm = useMutation({
    mutationFn: () => unwrap(shop.auth.POST('/me/mfa/confirm', { body: { code: code.trim() } })),
    onSuccess: () => change(true),
  });
  return (
    <AccountForm
      title={t.account.mfa}
      action={start.data ? t.account.mfaConfirm : t.account.mfaStart}
      isPending={start.isPending || confirm.isPending}
      error={start.data ? confirm.error : start.error}
      done={undefined}
      onSubmit={() => (start.data ? confirm.mutate() : start.mutate())}
    >
      {start.data ? (
        <>
          <Secret secret={start.data} />
          <CodeField label={t.account.mfaCode} value={code} onChange={setCode} />
        </>
      ) : (
        <>
          <p className="hint">{t.account.mfaOff}</p>
          <PasswordField
            label={t.account.password}
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
        </>
      )}
    </AccountForm>
  );
};

/** What the app needs, to scan and to type. */
const Secret = ({ secret: { secret, uri } }: { secret: Schemas['auth']['AppSecret'] }) => {
  const t = useTexts();
  const { size, data } = encode(uri, { border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <>
      <p>{t.account.mfaScan}</p>
      <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.account.mfaQr}>
        <path d={dark.join('')} />
      </svg>
      <p>
        {t.account.mfaKey}: <code>{secret}</code>
      </p>
    </>
  );
};

const SwitchOff = () => {
  const t = useTexts();
  const change = useChange();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const end = useMutation({
    mutationFn: () => unwrap(shop.auth.DELETE('/me/mfa', { body: { password, code: code.trim() } })),
    onSuccess: () => change(false),
  });
  return (
    <AccountForm
      title={t.account.mfa}
      action={t.account.mfaEnd}
      isPending={end.isPending}
      error={end.error}
      done={undefined}
      onSubmit={end.mutate}
    >
      <Notice kind="good">{t.account.mfaOn}</Notice>
      <PasswordField
        label={t.account.password}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <CodeField label={t.account.mfaCode} value={code} onChange={setCode} />
    </AccountForm>
  );
};
