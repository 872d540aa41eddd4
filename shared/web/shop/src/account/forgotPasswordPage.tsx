import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { fieldErrors } from '../parts/errorTexts.ts';
import { CodeField, Field, PasswordField } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import '../styles/forms.css';

/** Sets a new password with an emailed code. */
export const ForgotPasswordPage = () => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const [email, setEmail] = useState(new URLSearchParams(useSearch()).get('email') ?? '');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const send = useMutation({
    mutationFn: () => unwrap(shop.auth.POST('/forgot-password', { body: { email: email.trim() } })),
  });
  const reset = useMutation({
    mutationFn: () =>
      unwrap(
        shop.auth.POST('/reset-password', { body: { email: email.trim(), confirmationCode: code.trim(), password } }),
      ),
    onSuccess: () => navigate(`/sign-in?${new URLSearchParams({ email: email.trim(), done: '1' })}`),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (send.isSuccess) reset.mutate();
    else send.mutate();
  };
  return (
    <Page title={t.sign.forgotTitle} narrow>
      <p>{send.isSuccess ? t.sign.confirmHint(email) : t.sign.forgotHint}</p>
      <form className="panel" onSubmit={submit}>
        {send.isSuccess ? (
          <>
            <CodeField label={t.sign.code} value={code} onChange={setCode} autoFocus />
            <PasswordField
              label={t.account.newPassword}
              hint={t.account.passwordHint}
              autoComplete="new-password"
              value={password}
              onChange={setPassword}
              minLength={8}
            />
          </>
        ) : (
          <Field
            type="email"
            label={t.account.email}
            autoComplete="username"
            error={fieldErrors(t, send.error).email}
            value={email}
            onChange={setEmail}
            required
          />
        )}
        <Refusal error={reset.error ?? send.error} />
        <button type="submit" className="button wide" disabled={send.isPending || reset.isPending}>
          {send.isSuccess ? t.sign.reset : t.sign.sendCode}
        </button>
      </form>
    </Page>
  );
};
