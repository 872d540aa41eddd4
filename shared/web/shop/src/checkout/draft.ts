import { type AddressDraft, addressDraft } from '../parts/address.tsx';
import { createKeptInTab, isRecord } from '../storage.ts';

/** What the person has typed at the checkout. */
export type Draft = {
  email: string;
  address: AddressDraft;
  /** Whom to bill, if that is not the same address. */
  billing: AddressDraft | undefined;
  /** The id of the saved address that was chosen; empty for another one. */
  savedId: string | undefined;
  method: string | undefined;
  codes: string[];
  note: string;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const draftOf = (stored: unknown): Draft => {
  const known = isRecord(stored) ? stored : {};
  return {
    email: textOf(known.email) ?? '',
    address: addressDraft(known.address),
    billing: isRecord(known.billing) ? addressDraft(known.billing) : undefined,
    savedId: textOf(known.savedId),
    method: textOf(known.method),
    codes: Array.isArray(known.codes) ? known.codes.filter((code) => typeof code === 'string').slice(0, 5) : [],
    note: textOf(known.note) ?? '',
  };
};

export const emptyDraft = (): Draft => draftOf(undefined);

/** Survives a reload, but not the end of the tab: the next person at a shared computer does not see it. */
export const draft = createKeptInTab('shop.checkout', draftOf);

export const changeDraft = (change: Partial<Draft>): void => draft.set({ ...draft.get(), ...change });
