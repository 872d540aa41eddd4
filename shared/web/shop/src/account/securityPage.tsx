import { unwrap } from '@ecommerce/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { codeOf, fieldErrors } from '../parts/errorTexts.ts';
import { Field, PasswordField } from '../parts/fields.tsx';
import { Loading } from '../parts/page.tsx';
import { Notice, Problem, Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { AccountForm } from './accountForm.tsx';
import { Deletion } from './deletion.tsx';
import { EmailForm } from './emailForm.tsx';
import { type Account, accountQuery, useAccount } from './queries.ts';
import { SignedIn } from './signedIn.tsx';
import { TwoFactor } from './twoFactor.tsx';
import '../styles/forms.css';
import './account.css';

/** Name, email address, password, two-factor sign-in, and the end of the account. */
export const SecurityPage = () => {
  const t = useTexts();
  const { data, error, refetch } = useAccount();
  return (
    <SignedIn title={t.account.security}>
      {data ? (
        <div className="steps">
          <Name account={data} />
          <EmailForm account={data} />
          <Password account={data} />
          <TwoFactor account={data} />
          <DataExport />
          <Deletion account={data} />
        </div>
      ) : error ? (
        <Problem error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </SignedIn>
  );
};

const Name = ({ account }: { account: Account }) => {
  const t = useTexts();
  const client = useQueryClient();
  const [fullName, setFullName] = useState(account.fullName);
  const save = useMutation({
    mutationFn: () => unwrap(shop.auth.PATCH('/me', { body: { fullName: fullName.trim() } })),
    onSuccess: (changed) => client.setQueryData(accountQuery.queryKey, changed),
  });
  return (
    <AccountForm
      title={t.account.name}
      action={t.save}
      isPending={save.isPending}
      error={save.error}
      done={save.isSuccess ? t.account.nameSaved : undefined}
      onSubmit={save.mutate}
    >
      <Field
        label={t.account.name}
        autoComplete="name"
        error={fieldErrors(t, save.error).fullName}
        value={fullName}
        onChange={setFullName}
        maxLength={128}
        required
      />
    </AccountForm>
  );
};

const Password = ({ account: { email } }: { account: Account }) => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const [oldPassword, setOld] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: async () => {
      await unwrap(shop.auth.POST('/me/password', { body: { oldPassword, newPassword } }));
      const { data } = await shop.session.signIn({ email, password: newPassword }); // all sessions have ended
      if (data && !data.challenge) return;
      await shop.session.signOut(); // ends the session here
      navigate(`/sign-in?${new URLSearchParams({ email, done: '1' })}`);
    },
    onSuccess: () => {
      setOld('');
      setNew('');
    },
  });
  return (
    <AccountForm
      title={t.account.password}
      action={t.account.changePassword}
      isPending={change.isPending}
      error={change.error}
      done={change.isSuccess ? t.account.passwordChanged : undefined}
      onSubmit={change.mutate}
    >
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        label={t.account.oldPassword}
        autoComplete="current-password"
        value={oldPassword}
        onChange={setOld}
      />
      <PasswordField
        label={t.account.newPassword}
        hint={t.account.passwordHint}
        autoComplete="new-password"
        value={newPassword}
        onChange={setNew}
        minLength={8}
      />
    </AccountForm>
  );
};

const DataExport = () => {
  const t = useTexts();
  const request = useMutation({ mutationFn: () => unwrap(shop.auth.GET('/me/export', { cache: 'no-store' })) });
  const isTooOften = codeOf(request.error) === 'TOO_MANY_REQUESTS';
  return (
    <section className="panel limited">
      <h2>{t.account.export}</h2>
      <p className="hint">{t.account.exportHint}</p>
      {isTooOften ? <Notice>{t.account.exportLimit}</Notice> : <Refusal error={request.error} />}
      <Notice kind="good">{request.isSuccess ? t.account.exportRequested : undefined}</Notice>
      <div>
        <button type="button" className="button" disabled={request.isPending} onClick={() => request.mutate()}>
          {t.account.exportAction}
        </button>
      </div>
    </section>
  );
};
