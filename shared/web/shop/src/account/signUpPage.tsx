import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { fieldErrors } from '../parts/errorTexts.ts';
import { CodeField, Field, PasswordField } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { Notice, Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import '../styles/forms.css';

/** Creates an account, confirms its address with the emailed code, and signs in. */
export const SignUpPage = () => {
  const t = useTexts();
  const given = new URLSearchParams(useSearch()).get('email') ?? '';
  const [fullName, setFullName] = useState('');
  const [email, setEmail] = useState(given);
  const [password, setPassword] = useState('');
  const signUp = useMutation({
    mutationFn: () =>
      unwrap(shop.auth.POST('/sign-up', { body: { fullName: fullName.trim(), email: email.trim(), password } })),
  });
  if (signUp.isSuccess || given !== '') return <Confirmation email={email.trim()} password={password} />;
  const refused = fieldErrors(t, signUp.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate();
  };
  return (
    <Page title={t.sign.upTitle} narrow>
      <form className="panel" onSubmit={submit}>
        <Field
          label={t.account.name}
          autoComplete="name"
          error={refused.fullName}
          value={fullName}
          onChange={setFullName}
          maxLength={128}
          required
        />
        <Field
          type="email"
          label={t.account.email}
          autoComplete="username"
          error={refused.email}
          value={email}
          onChange={setEmail}
          maxLength={254}
          required
        />
        <PasswordField
          label={t.account.password}
          hint={t.account.passwordHint}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          minLength={8}
        />
        <Refusal error={signUp.error} />
        <button type="submit" className="button wide" disabled={signUp.isPending}>
          {t.sign.up}
        </button>
      </form>
      <p>
        {t.sign.haveAccount} <Link href="/sign-in">{t.sign.in}</Link>
      </p>
    </Page>
  );
};

/** @param password empty if it is not known: then the person signs in afterwards */
const Confirmation = ({ email, password }: { email: string; password: string }) => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const search = useSearch();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: async () => {
      await unwrap(shop.auth.POST('/confirm-sign-up', { body: { email, confirmationCode: code.trim() } }));
      if (password !== '') await shop.session.signIn({ email, password });
    },
    onSuccess: () => {
      const to = new URLSearchParams(search).get('to') ?? '/account';
      navigate(`/sign-in?${new URLSearchParams({ to, email })}`, { replace: true }); // goes on by itself if that worked
    },
  });
  const resend = useMutation({ mutationFn: () => unwrap(shop.auth.POST('/resend-code', { body: { email } })) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <Page title={t.sign.confirmTitle} narrow>
      <p>{t.sign.confirmHint(email)}</p>
      <form className="panel" onSubmit={submit}>
        <CodeField label={t.sign.code} value={code} onChange={setCode} autoFocus />
        <Refusal error={confirm.error ?? resend.error} />
        <Notice kind="good">{resend.isSuccess ? t.sign.resent : undefined}</Notice>
        <button type="submit" className="button wide" disabled={confirm.isPending}>
          {t.sign.confirm}
        </button>
        <button type="button" className="link" disabled={resend.isPending} onClick={() => resend.mutate()}>
          {t.sign.resend}
        </button>
      </form>
    </Page>
  );
};
