import { unwrap } from '@ecommerce/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors } from '../parts/errorTexts.ts';
import { CodeField, Field } from '../parts/fields.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { AccountForm } from './accountForm.tsx';
import { type Account, accountQuery } from './queries.ts';

/** Changes the email address; the code that is sent to the new one confirms it. */
export const EmailForm = ({ account }: { account: Account }) => {
  const t = useTexts();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const send = useMutation({
    mutationFn: () => unwrap(shop.auth.POST('/me/email', { body: { email: email.trim() } })),
  });
  const confirm = useMutation({
    mutationFn: async () => {
      await unwrap(shop.auth.POST('/me/email/confirm', { body: { confirmationCode: code.trim() } }));
      await shop.session.refresh(); // orders go to the address in the token
    },
    onSuccess: () => {
      client.setQueryData(accountQuery.queryKey, (known) => known && { ...known, email: email.trim() });
      void client.invalidateQueries({ queryKey: accountQuery.queryKey });
      send.reset();
      setEmail('');
      setCode('');
    },
  });
  const isSent = send.isSuccess;
  const change = () => {
    confirm.reset();
    send.mutate();
  };
  return (
    <AccountForm
      title={t.account.email}
      action={isSent ? t.sign.confirm : t.account.changeEmail}
      isPending={send.isPending || confirm.isPending}
      error={isSent ? confirm.error : send.error}
      done={confirm.isSuccess ? t.account.emailChanged : undefined}
      onSubmit={isSent ? confirm.mutate : change}
    >
      <p className="hint">{isSent ? t.sign.confirmHint(email.trim()) : account.email}</p>
      {isSent ? (
        <>
          <CodeField label={t.sign.code} value={code} onChange={setCode} autoFocus />
          <button type="button" className="link flush" onClick={() => send.reset()}>
            {t.account.otherEmail}
          </button>
        </>
      ) : (
        <Field
          type="email"
          label={t.account.newEmail}
          autoComplete="email"
          error={fieldErrors(t, send.error).email}
          value={email}
          onChange={setEmail}
          maxLength={254}
          required
        />
      )}
    </AccountForm>
  );
};
