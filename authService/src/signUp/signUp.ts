import { randomUUID } from 'node:crypto';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { anotherUsernameOf, usernameOf } from '../account/account.ts';
import { type Address, changeAddress, newAddress, withSignUp } from '../account/addresses.ts';
import { comparableName, recordPendingName } from '../account/names.ts';
import { hashPassword } from '../account/passwordHash.ts';
import { waiting } from '../account/pendingAccounts.ts';
import { createUser, findUser, resendCodeTo } from '../account/userPool.ts';
import { requestAccountMail } from '../mails/accountMailRequest.ts';
import { checkNewPassword } from '../password/newPassword.ts';
import { countMail } from './mailLimit.ts';

/** `locale`: the language of its emails. */
export type NewAccount = { fullName: string; email: string; password: string; locale?: string | undefined };

/** A sign-up that is recorded in the row of its address; `isRepeated` if an earlier request recorded it. */
type RecordedSignUp = { username: string; ticket: string; at: number; isRepeated: boolean };

const USERNAMES = 4;

/** The clocks of Cognito and of this function may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Creates an account that waits for its code. The same name, address and password as before give the same account and another code.
 * Address and name are recorded before Cognito creates the account, so that no crash leaves an account without these records.
 *
 * If the address belongs to a confirmed account, nothing is created, and its owner gets an email.
 * @throws DomainError INVALID_PASSWORD, TOO_MANY_REQUESTS, CODE_NOT_SENT
 */
export const signUp = async (account: NewAccount): Promise<void> => {
  checkNewPassword(account.password);
  await countMail(account.email);
  const taken: string[] = [];
  while (taken.length < USERNAMES) {
    const recorded = await recordSignUp(account, taken);
    if ('owner' in recorded) return requestAccountMail('signedUpAgain', recorded.owner);
    await recordPendingName(account.fullName, { username: recorded.username, at: recorded.at });
    if (await createOrResend(account, recorded)) return;
    taken.push(recorded.username);
  }
  throw new DomainError('UNAVAILABLE', 'No username was free for this name: try again.');
};

/** Records the account in the row of its address, unless the address has an owner. */
const recordSignUp = async (account: NewAccount, taken: string[]): Promise<RecordedSignUp | { owner: string }> => {
  const { fullName, email, password } = account;
  let recorded = undefined as RecordedSignUp | undefined;
  let owner: string | undefined;
  await changeAddress(email, async (found) => {
    const address = found ?? newAddress();
    const passwordHash = await hashPassword(password, address.salt);
    recorded = undefined;
    owner = address.owner;
    if (owner !== undefined) return undefined;
    recorded = findEarlierSignUp(address, fullName, passwordHash, taken);
    if (recorded) return undefined;
    const username = freeUsername(address, fullName, taken);
    recorded = { username, ticket: randomUUID(), at: Date.now(), isRepeated: false };
    const pending = address.pending.filter((other) => !taken.includes(other.username));
    return withSignUp(
      { ...address, pending },
      { username, fullName, passwordHash, ticket: recorded.ticket, at: recorded.at },
    );
  });
  if (owner !== undefined) return { owner };
  if (recorded === undefined) throw new Error('The sign-up was not recorded');
  return recorded;
};

/** Finds the same sign-up of an earlier request. */
const findEarlierSignUp = (
  address: Address,
  fullName: string,
  passwordHash: string,
  taken: string[],
): RecordedSignUp | undefined => {
  const same = waiting(address.pending).find(
    (pending) =>
      pending.passwordHash === passwordHash &&
      comparableName(pending.fullName) === comparableName(fullName) &&
      !taken.includes(pending.username),
  );
  return same?.ticket === undefined
    ? undefined
    : { username: same.username, ticket: same.ticket, at: same.at, isRepeated: true };
};

const freeUsername = (address: Address, fullName: string, taken: string[]): string => {
  const first = usernameOf(fullName);
  const isTaken = taken.includes(first) || address.pending.some(({ username }) => username === first);
  return isTaken ? anotherUsernameOf(fullName) : first;
};

/**
 * Creates the account in Cognito, or sends another code if it exists already.
 *
 * @returns `false` if the username belongs to another account
 */
const createOrResend = async (
  account: NewAccount,
  { username, ticket, at, isRepeated }: RecordedSignUp,
): Promise<boolean> => {
  const outcome = await createUser({ ...account, username, ticket });
  if (outcome === 'created') return true;
  const user = await findUser(username);
  const isOurs =
    user !== undefined &&
    user.status === 'UNCONFIRMED' &&
    user.email === account.email &&
    // An account that this request created itself, and whose response was lost, is new.
    (isRepeated || user.createdAt.getTime() > at - CLOCK_SKEW_MS);
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
