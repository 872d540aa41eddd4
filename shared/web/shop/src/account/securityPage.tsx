import { ShopError, unwrap } from '@ecommerce/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../parts/dialog.tsx';
import { CodeField, Field, PasswordField } from '../parts/fields.tsx';
import { Loading } from '../parts/page.tsx';
import { Notice, Problem } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { AccountForm } from './accountForm.tsx';
import { accountProblem } from './problems.ts';
import { type Account, accountQuery, useAccount } from './queries.ts';
import { SignedIn } from './signedIn.tsx';
import { forgetPerson } from './signOut.ts';
import { TwoFactor } from './twoFactor.tsx';
import '../styles/forms.css';
import './account.css';

/** Name, password, two-factor sign-in, and the end of the account. */
export const SecurityPage = () => {
  const t = useTexts();
  const { data, error, refetch } = useAccount();
  return (
    <SignedIn title={t.account.security}>
      {data ? (
        <div className="steps">
          <Name account={data} />
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
      <p className="hint">{account.email}</p>
      <Field
        label={t.account.name}
        autoComplete="name"
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
      if (!data || data.challenge) navigate(`/sign-in?${new URLSearchParams({ email, done: '1' })}`);
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
  const isTooOften = request.error instanceof ShopError && request.error.code === 'TOO_MANY_REQUESTS';
  return (
    <section className="panel limited">
      <h2>{t.account.export}</h2>
      <p className="hint">{t.account.exportHint}</p>
      <Notice>{isTooOften ? t.account.exportLimit : accountProblem(t, request.error)}</Notice>
      <Notice kind="good">{request.isSuccess ? t.account.exportRequested : undefined}</Notice>
      <div>
        <button type="button" className="button" disabled={request.isPending} onClick={() => request.mutate()}>
          {t.account.exportAction}
        </button>
      </div>
    </section>
  );
};

const Deletion = ({ account }: { account: Account }) => {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="panel limited">
      <h2>{t.account.deleteTitle}</h2>
      <p className="hint">{t.account.deleteHint}</p>
      <div>
        <button type="button" className="button danger" onClick={() => setOpen(true)}>
          {t.account.deleteAction}
        </button>
      </div>
      {isOpen && <DeletionDialog account={account} onClose={() => setOpen(false)} />}
    </section>
  );
};

const DeletionDialog = ({ account: { mfa }, onClose }: { account: Account; onClose: () => void }) => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const remove = useMutation({
    mutationFn: () => unwrap(shop.auth.DELETE('/me', { body: { password, ...(mfa && { code: code.trim() }) } })),
    onSuccess: async () => {
      await shop.session.signOut(); // ends the session here: the account has none any more
      forgetPerson();
      navigate('/');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate();
  };
  return (
    <Dialog title={t.account.deleteSure} onClose={onClose}>
      <p>{t.account.deleteHint}</p>
      <form onSubmit={submit}>
        <PasswordField
          label={t.account.password}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        {mfa && <CodeField label={t.account.mfaCode} value={code} onChange={setCode} />}
        <Notice>{accountProblem(t, remove.error)}</Notice>
        <div className="row">
          <button type="submit" className="button danger" disabled={remove.isPending}>
            {t.account.deleteAction}
          </button>
          <button type="button" className="button quiet" onClick={onClose}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
