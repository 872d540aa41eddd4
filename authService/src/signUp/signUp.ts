import { randomUUID } from 'node:crypto';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { anotherUsernameOf, usernameOf } from '../account/account.ts';
import { type Address, changeAddress, newAddress, withSignUp } from '../account/addresses.ts';
import { announceName, comparableName } from '../account/names.ts';
import { hashPassword } from '../account/passwordHash.ts';
import { waiting } from '../account/pendingAccounts.ts';
import { createUser, findUser, resendCodeTo } from '../account/userPool.ts';
import { checkNewPassword } from '../password/newPassword.ts';
import { countMail } from './mailLimit.ts';
import { requestOwnerMail } from './ownerMailRequest.ts';

export type NewAccount = { fullName: string; email: string; password: string };

/** An account as it is announced to its address; `known` where it was announced by an earlier request. */
type Announced = { username: string; ticket: string; at: number; known: boolean };

const USERNAMES = 4;

/** The clocks of Cognito and of this function may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Makes an account that waits for its code; with the same name, address and password as before it is the same account and another code.
 * The marks of address and name are written before Cognito creates the account, so that no crash leaves an account without them.
 *
 * Where the address belongs to a confirmed account, nothing is made, and its owner is mailed.
 * @throws DomainError INVALID_PASSWORD, TOO_MANY_REQUESTS, CODE_NOT_SENT
 */
export const signUp = async (account: NewAccount): Promise<void> => {
  checkNewPassword(account.password);
  await countMail(account.email);
  const taken: string[] = [];
  while (taken.length < USERNAMES) {
    const announced = await announce(account, taken);
    if ('owner' in announced) return requestOwnerMail(announced.owner);
    await announceName(account.fullName, { username: announced.username, at: announced.at });
    if (await createOrResend(account, announced)) return;
    taken.push(announced.username);
  }
  throw new DomainError('UNAVAILABLE', 'No username was free for this name: try again.');
};

/** Writes the account to the row of its address, unless that has an owner. */
const announce = async (account: NewAccount, taken: string[]): Promise<Announced | { owner: string }> => {
  const { fullName, email, password } = account;
  let announced = undefined as Announced | undefined;
  let owner: string | undefined;
  await changeAddress(email, async (found) => {
    const address = found ?? newAddress();
    const passwordHash = await hashPassword(password, address.salt);
    announced = undefined;
    owner = address.owner;
    if (owner !== undefined) return undefined;
    announced = findAnnounced(address, fullName, passwordHash, taken);
    if (announced) return undefined;
    const username = freeUsername(address, fullName, taken);
    announced = { username, ticket: randomUUID(), at: Date.now(), known: false };
    const pending = address.pending.filter((other) => !taken.includes(other.username));
    return withSignUp(
      { ...address, pending },
      { username, fullName, passwordHash, ticket: announced.ticket, at: announced.at },
    );
  });
  if (owner !== undefined) return { owner };
  if (announced === undefined) throw new Error('Nothing was announced');
  return announced;
};

/** The same account of an earlier request. */
const findAnnounced = (
  address: Address,
  fullName: string,
  passwordHash: string,
  taken: string[],
): Announced | undefined => {
  const same = waiting(address.pending).find(
    (pending) =>
      pending.passwordHash === passwordHash &&
      comparableName(pending.fullName) === comparableName(fullName) &&
      !taken.includes(pending.username),
  );
  return same?.ticket === undefined
    ? undefined
    : { username: same.username, ticket: same.ticket, at: same.at, known: true };
};

const freeUsername = (address: Address, fullName: string, taken: string[]): string => {
  const first = usernameOf(fullName);
  const isTaken = taken.includes(first) || address.pending.some(({ username }) => username === first);
  return isTaken ? anotherUsernameOf(fullName) : first;
};

/**
 * Creates the account in Cognito, or has a code sent again where it is there already.
 *
 * @returns `false` where the username is another account's
 */
const createOrResend = async (account: NewAccount, { username, ticket, at, known }: Announced): Promise<boolean> => {
  const outcome = await createUser({ ...account, username, ticket });
  if (outcome === 'created') return true;
  const user = await findUser(username);
  const isOurs =
    user !== undefined &&
    user.status === 'UNCONFIRMED' &&
    user.email === account.email &&
    // An account that this request created itself, and whose response was lost, is new.
    (known || user.createdAt.getTime() > at - CLOCK_SKEW_MS);
  if (outcome === 'taken') {
    if (!isOurs) return false;
    await resendCodeTo(username, ticket);
    return true;
  }
  if (!isOurs) throw outcome.error;
  throw new DomainError(
    'CODE_NOT_SENT',
    'The account was created, but its code could not be sent: request another one.',
  );
};
