import { DomainError } from '@ecommerce/shared/errors.ts';
import { hashOf, idOfKey, requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { changeRow, readRow } from '../account/rowStore.ts';
import type { AddressBody, SavedAddress } from './address.ts';

/** How many addresses a book holds. */
const MAX_ADDRESSES = 20;

const NAMESPACE = '2f4c1f52-8f3e-4f0a-9d5f-5b1f6a0f3c11';

/** One account's address book. It is a single row, so that its size and its default address stay exact under concurrent changes. */
type AddressBook = { addresses: SavedAddress[] };

/** What a client sees of an address. */
export type ShownAddress = Omit<SavedAddress, 'requestHash'>;

/** The key of an account's book in `Users`. */
export const bookKey = (userId: string): string => `addresses#${userId}`;

const shown = ({ requestHash: _, ...address }: SavedAddress): ShownAddress => address;

/** Returns the addresses of an account, the default first, then by age. */
export const listAddresses = async (userId: string): Promise<ShownAddress[]> => {
  const { addresses = [] } = (await readRow<AddressBook>(bookKey(userId))) ?? {};
  return addresses.map(shown).sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
};

/**
 * Adds an address. The first one of a book is its default.
 *
 * @throws DomainError ADDRESS_BOOK_FULL; IDEMPOTENCY_KEY_REUSED
 */
export const addAddress = async (
  userId: string,
  body: AddressBody,
  idempotencyKey: string | undefined,
): Promise<ShownAddress> => {
  const id = idOfKey(idempotencyKey, NAMESPACE, userId);
  const requestHash = hashOf(body);
  return change(userId, id, (addresses) => {
    const earlier = addresses.find((address) => address.id === id);
    if (earlier) {
      requireSameRequest(earlier, requestHash, 'another address');
      return undefined;
    }
    if (addresses.length >= MAX_ADDRESSES) {
      throw new DomainError('ADDRESS_BOOK_FULL', `An address book holds at most ${MAX_ADDRESSES} addresses.`);
    }
    return [...addresses, { ...body, id, isDefault: body.isDefault ?? false, requestHash }];
  });
};

/** Replaces an address. @throws DomainError NOT_FOUND, also for another account's */
export const replaceAddress = (userId: string, id: string, body: AddressBody): Promise<ShownAddress> =>
  change(userId, id, (addresses) => {
    const { isDefault, requestHash } = requireAddress(addresses, id);
    const next = { ...body, id, isDefault: body.isDefault || isDefault, requestHash };
    return addresses.map((address) => (address.id === id ? next : address));
  });

/** Removes an address; of a default the oldest that is left takes the place. @throws DomainError NOT_FOUND */
export const removeAddress = async (userId: string, id: string): Promise<void> => {
  await changeRow<AddressBook>(bookKey(userId), (book) => {
    const addresses = book?.addresses ?? [];
    requireAddress(addresses, id);
    return { addresses: withOneDefault(addresses.filter((address) => address.id !== id)) };
  });
};

const requireAddress = (addresses: SavedAddress[], id: string): SavedAddress => {
  const found = addresses.find((address) => address.id === id);
  if (!found) throw new DomainError('NOT_FOUND', 'There is no such address.');
  return found;
};

/** Changes a book in one write, and returns one of its addresses. */
const change = async (
  userId: string,
  id: string,
  next: (addresses: SavedAddress[]) => SavedAddress[] | undefined,
): Promise<ShownAddress> => {
  const book = await changeRow<AddressBook>(bookKey(userId), (found) => {
    const addresses = next(found?.addresses ?? []);
    return addresses && { addresses: withOneDefault(addresses, id) };
  });
  return shown(requireAddress(book?.addresses ?? [], id));
};

/** The addresses with exactly one default: the preferred one if it says so, else the one there is, else the first. */
const withOneDefault = (addresses: SavedAddress[], preferred?: string): SavedAddress[] => {
  const defaults = addresses.filter(({ isDefault }) => isDefault);
  const chosen = defaults.find(({ id }) => id === preferred) ?? defaults[0] ?? addresses[0];
  return addresses.map((address) => ({ ...address, isDefault: address.id === chosen?.id }));
};
