import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../parts/dialog.tsx';
import { CodeField, PasswordField } from '../parts/fields.tsx';
import { Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import type { Account } from './queries.ts';
import { forgetPerson } from './signOut.ts';

/** Deletes the account, after its password and, with an authenticator app, a code. */
export const Deletion = ({ account }: { account: Account }) => {
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
        <Refusal error={remove.error} />
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
