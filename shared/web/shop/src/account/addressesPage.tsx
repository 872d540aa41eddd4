import { type Schemas, unwrap } from '@ecommerce/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { newKey } from '../newKey.ts';
import { AddressFields, AddressLines, addressDraft, completeAddress } from '../parts/address.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { fieldErrors } from '../parts/errorTexts.ts';
import { Checkbox } from '../parts/fields.tsx';
import { Empty, Loading } from '../parts/page.tsx';
import { Notice, Problem, Refusal } from '../parts/problem.tsx';
import { session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { addressesQuery } from './queries.ts';
import { SignedIn } from './signedIn.tsx';
import '../styles/forms.css';
import '../order/order.css';
import './account.css';

type Saved = Schemas['auth']['SavedAddress'];

/** The address book. */
export const AddressesPage = () => {
  const t = useTexts();
  return (
    <SignedIn title={t.account.addresses}>
      <AddressBook />
    </SignedIn>
  );
};

const AddressBook = () => {
  const t = useTexts();
  const client = useQueryClient();
  const isCustomer = useStore(session) === 'customer';
  const { data, error, refetch } = useQuery({ ...addressesQuery, enabled: isCustomer });
  const [edited, setEdited] = useState<Saved | 'new'>();
  const [done, setDone] = useState<string>();
  const remove = useMutation({
    mutationFn: (id: string) => unwrap(shop.auth.DELETE('/me/addresses/{id}', { params: { path: { id } } })),
    onSuccess: () => setDone(t.account.addressRemoved),
    onSettled: () => client.invalidateQueries({ queryKey: addressesQuery.queryKey }),
  });
  if (error && !data) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <>
      <Notice kind="good">{done}</Notice>
      <Refusal error={remove.error} />
      {data.length === 0 && <Empty title={t.account.noAddresses} />}
      <ul className="cards">
        {data.map((address) => (
          <li key={address.id} className="panel">
            <div>
              {address.isDefault && <span className="chip">{t.address.default}</span>}
              <AddressLines address={address} />
            </div>
            <div className="row">
              <button type="button" className="button quiet" onClick={() => setEdited(address)}>
                {t.edit}
              </button>
              <button
                type="button"
                className="link"
                disabled={remove.isPending}
                onClick={() => remove.mutate(address.id)}
              >
                {t.remove}
              </button>
            </div>
          </li>
        ))}
      </ul>
      <p>
        <button type="button" className="button" onClick={() => setEdited('new')}>
          {t.account.addAddress}
        </button>
      </p>
      {edited !== undefined && (
        <AddressDialog
          saved={edited === 'new' ? undefined : edited}
          onClose={(isSaved) => {
            setEdited(undefined);
            if (isSaved) setDone(t.account.addressSaved);
            void client.invalidateQueries({ queryKey: addressesQuery.queryKey });
          }}
        />
      )}
    </>
  );
};

type DialogProps = { saved: Saved | undefined; onClose: (isSaved: boolean) => void };

const AddressDialog = ({ saved, onClose }: DialogProps) => {
  const t = useTexts();
  const [typed, setTyped] = useState(() => addressDraft(saved));
  const [isDefault, setDefault] = useState(saved?.isDefault ?? false);
  const [sent, setSent] = useState({ key: '', text: '' });
  const text = JSON.stringify([typed, isDefault]);
  const save = useMutation({
    mutationFn: (key: string) => {
      const address = completeAddress(typed);
      if (!address) throw new Error('The form lets nobody send an incomplete address.');
      const body = { ...address, ...(isDefault && { isDefault }) };
      return saved
        ? unwrap(shop.auth.PUT('/me/addresses/{id}', { params: { path: { id: saved.id } }, body }))
        : unwrap(shop.auth.POST('/me/addresses', { params: { header: { 'Idempotency-Key': key } }, body }));
    },
    onSuccess: () => onClose(true),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const key = sent.text === text ? sent.key : newKey(); // sent again, it is the same address
    setSent({ key, text });
    save.mutate(key);
  };
  return (
    <Dialog title={saved ? t.account.editAddress : t.account.addAddress} onClose={() => onClose(false)}>
      <form onSubmit={submit}>
        <AddressFields draft={typed} onChange={setTyped} refused={fieldErrors(t, save.error)} />
        {!saved?.isDefault && <Checkbox label={t.address.isDefault} isChecked={isDefault} onChange={setDefault} />}
        <Refusal error={save.error} />
        <div className="row">
          <button type="submit" className="button" disabled={save.isPending}>
            {t.save}
          </button>
          <button type="button" className="button quiet" onClick={() => onClose(false)}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
