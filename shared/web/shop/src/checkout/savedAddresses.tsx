import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { addressesQuery } from '../account/queries.ts';
import { AddressLines, addressDraft } from '../parts/address.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { changeDraft, draft } from './draft.ts';

/** The addresses of the account to choose from; the default one is chosen at first. */
export const SavedAddresses = () => {
  const t = useTexts();
  const { savedId } = useStore(draft);
  const { data = [] } = useQuery(addressesQuery);
  const first = data[0];
  useEffect(() => {
    if (savedId === undefined && first) changeDraft({ savedId: first.id, address: addressDraft(first) });
  }, [savedId, first]);
  if (data.length === 0) return null;
  return (
    <fieldset className="options">
      <legend className="unseen">{t.checkout.savedAddresses}</legend>
      {data.map((address) => (
        <label key={address.id} className="option">
          <input
            type="radio"
            name="savedAddress"
            checked={savedId === address.id}
            onChange={() => changeDraft({ savedId: address.id, address: addressDraft(address) })}
          />
          <AddressLines address={address} />
        </label>
      ))}
      <label className="option">
        <input
          type="radio"
          name="savedAddress"
          checked={savedId === ''}
          onChange={() => changeDraft({ savedId: '', address: addressDraft() })}
        />
        {t.checkout.newAddress}
      </label>
    </fieldset>
  );
};
