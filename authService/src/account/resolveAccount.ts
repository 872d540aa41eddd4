import { invalidInput } from '@ecommerce/shared/errors.ts';
import type { UserIdentifier } from './account.ts';
import { readAddress } from './addresses.ts';
import { comparableName, readName } from './names.ts';
import { MAX_CANDIDATES, waiting } from './pendingAccounts.ts';

type Candidates = {
  /** Usernames of the waiting accounts, newest first. */
  usernames: string[];
  /** Whether there are more accounts than a code is tried on. */
  tooMany: boolean;
};

const candidates = (pending: { username: string }[]): Candidates => ({
  usernames: pending.slice(0, MAX_CANDIDATES).map(({ username }) => username),
  tooMany: pending.length > MAX_CANDIDATES,
});

/** Finds the accounts that wait for a code and match the identifier. */
export const findWaiting = async ({ fullName, email }: UserIdentifier): Promise<Candidates> => {
  if (email === undefined) return candidates(waiting((await readName(fullName ?? ''))?.pending));
  const pending = waiting((await readAddress(email))?.pending);
  if (fullName === undefined) return candidates(pending);
  const wanted = comparableName(fullName);
  return { ...candidates(pending.filter((account) => comparableName(account.fullName) === wanted)), tooMany: false };
};

/**
 * Finds the accounts that a code may belong to.
 *
 * @throws DomainError INVALID_INPUT if there are too many: the caller has to give name and address
 */
export const requireFewWaiting = async (who: UserIdentifier): Promise<string[]> => {
  const { usernames, tooMany } = await findWaiting(who);
  if (!tooMany) return usernames;
  const path = who.email === undefined ? 'email' : 'fullName';
  throw invalidInput([{ path, message: 'is needed too: many accounts wait for a code' }]);
};

/** Finds the Cognito username or alias of a confirmed account: an address is an alias, and a name belongs to one account. */
export const findConfirmed = async ({ fullName, email }: UserIdentifier): Promise<string | undefined> =>
  email ?? (await readName(fullName ?? ''))?.username;

/** Finds the possible Cognito usernames of the account that signs in: only the confirmed one, if there is one. */
export const findSigningIn = async ({ fullName, email }: UserIdentifier): Promise<string[]> => {
  const row = email === undefined ? await readName(fullName ?? '') : await readAddress(email);
  const pending = (row?.pending ?? []).map(({ username }) => username).slice(0, MAX_CANDIDATES);
  if (email !== undefined) return row?.owner === undefined ? [email, ...pending] : [email];
  const { username } = (row ?? {}) as { username?: string };
  return username === undefined ? pending : [username];
};
