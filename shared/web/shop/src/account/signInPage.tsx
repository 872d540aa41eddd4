import { type SignInData, unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { codeOf, fieldErrors } from '../parts/errorTexts.ts';
import { CodeField, Field, PasswordField } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { Notice, Refusal } from '../parts/problem.tsx';
import { session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import '../styles/forms.css';

/** Returns where to go after signing in: a path of this shop, never another site. */
const targetOf = (search: string): string => {
  const to = new URLSearchParams(search).get('to') ?? '';
  return /^\/(?![/\\])/.test(to) ? to : '/account';
};

/** Signs in with a password and, if the account has an authenticator app, its code. */
export const SignInPage = () => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const search = useSearch();
  const parameters = new URLSearchParams(search);
  const who = useStore(session);
  const [email, setEmail] = useState(parameters.get('email') ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [challenge, setChallenge] = useState<string>();

  useEffect(() => {
    if (who === 'customer') navigate(targetOf(search), { replace: true });
  }, [who, search, navigate]);

  const onSuccess = (data: SignInData) => setChallenge(data.challenge && data.session);
  const signIn = useMutation({
    mutationFn: () => unwrap(shop.session.signIn({ email: email.trim(), password })),
    onSuccess,
    onError: (error) => {
      const reason = codeOf(error);
      const query = new URLSearchParams({ email: email.trim() });
      if (reason === 'USER_NOT_CONFIRMED') navigate(`/sign-up?${query}`);
      if (reason === 'PASSWORD_RESET_REQUIRED') navigate(`/forgot-password?${query}`);
    },
  });
  const signInMfa = useMutation({
    mutationFn: (open: string) => unwrap(shop.session.signInMfa({ session: open, code: code.trim() })),
    onSuccess,
    onError: (error) => {
      if (codeOf(error) === 'INVALID_CREDENTIALS') setChallenge(undefined);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (challenge === undefined) signIn.mutate();
    else signInMfa.mutate(challenge);
  };
  const error = challenge === undefined ? signIn.error : signInMfa.error;
  const isOver = challenge === undefined && signInMfa.error !== null;
  return (
    <Page title={challenge === undefined ? t.sign.inTitle : t.sign.codeTitle} narrow>
      {parameters.has('done') && <Notice kind="good">{t.sign.resetDone}</Notice>}
      <form className="panel" onSubmit={submit}>
        {challenge === undefined ? (
          <>
            <Field
              type="email"
              label={t.account.email}
              autoComplete="username"
              error={fieldErrors(t, signIn.error).email}
              value={email}
              onChange={setEmail}
              required
            />
            <PasswordField
              label={t.account.password}
              autoComplete="current-password"
              value={password}
              onChange={setPassword}
            />
          </>
        ) : (
          <CodeField label={t.sign.code} hint={t.sign.codeHint} value={code} onChange={setCode} autoFocus />
        )}
        {isOver && !signIn.error ? (
          <Notice>{t.sign.sessionOver}</Notice>
        ) : codeOf(error) === 'INVALID_CREDENTIALS' ? (
          <Notice>{t.sign.wrong}</Notice>
        ) : (
          <Refusal error={error} />
        )}
        <button type="submit" className="button wide" disabled={signIn.isPending || signInMfa.isPending}>
          {challenge === undefined ? t.sign.in : t.sign.confirm}
        </button>
      </form>
      <p className="row">
        <Link href={`/forgot-password?${new URLSearchParams({ email })}`}>{t.sign.forgot}</Link>
        <span>
          {t.sign.noAccount} <Link href={`/sign-up?${new URLSearchParams({ to: targetOf(search) })}`}>{t.sign.up}</Link>
        </span>
      </p>
    </Page>
  );
};
