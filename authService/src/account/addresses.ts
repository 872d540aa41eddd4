import { createHash } from 'node:crypto';
import { newSalt } from './passwordHash.ts';
import { type PendingAccount, withPending } from './pendingAccounts.ts';
import { changeRow, readRow } from './rowStore.ts';

/** An account that waits for the code mailed to the address. A caller who spoke to Cognito directly has no ticket and no known password. */
type PendingOfAddress = PendingAccount & { fullName: string; passwordHash?: string; ticket?: string };

/**
 * What is known of a mail address, in the row `address#{hash}` of `Users`. It outlives all accounts.
 *
 * An address is contested once it was used in sign-ups with different passwords: its owner can prove the mailbox, but not which of the
 * passwords is the owner's. No account with the address signs in then but `settledBy`, whose password was set with a code from the mailbox.
 */
export type Address = {
  salt: string;
  /** Of the password of all sign-ups so far. */
  passwordHash?: string;
  contested: boolean;
  /** The account (`sub`) whose password was set by `POST /reset-password`. */
  settledBy?: string;
  /** The confirmed account (`sub`) with this address. */
  owner?: string;
  pending: PendingOfAddress[];
};

const keyOf = (email: string): string =>
  `address#${createHash('sha256').update(email.normalize('NFC').toLowerCase()).digest('hex')}`;

export const readAddress = (email: string): Promise<Address | undefined> => readRow<Address>(keyOf(email));

export const changeAddress = (
  email: string,
  change: (address: Address | undefined) => Address | undefined | Promise<Address | undefined>,
): Promise<Address | undefined> => changeRow<Address>(keyOf(email), change);

export const newAddress = (): Address => ({ salt: newSalt(), contested: false, pending: [] });

/** The address after one more sign-up. A password that is not known counts as a different one. */
export const withSignUp = (address: Address, account: PendingOfAddress): Address => {
  const { passwordHash = address.passwordHash } = account;
  return {
    ...address,
    ...(passwordHash === undefined ? {} : { passwordHash }),
    contested:
      address.contested ||
      account.passwordHash === undefined ||
      passwordHash !== (address.passwordHash ?? passwordHash),
    pending: withPending(address.pending, account),
  };
};

/** Whether an account with this address has to prove by a reset that its password is its owner's. */
export const needsReset = (address: Address | undefined, sub: string | undefined): boolean =>
  address?.contested === true && (sub === undefined || address.settledBy !== sub);

/** Whether `POST /sign-up` has announced this account. */
export const hasTicket = (address: Address | undefined, username: string, ticket: string | undefined): boolean =>
  ticket !== undefined &&
  address?.pending.some((account) => account.username === username && account.ticket === ticket) === true;

/** Notes that an account with this address was confirmed. */
export const claimAddress = async (email: string, sub: string): Promise<void> => {
  await changeAddress(email, (address) =>
    address?.owner === sub ? undefined : { ...(address ?? newAddress()), owner: sub },
  );
};

/** Notes that the password of an account was set with a code from the mailbox. */
export const settleAddress = async (email: string, sub: string): Promise<void> => {
  await changeAddress(email, (address) =>
    address?.settledBy === sub ? undefined : { ...(address ?? newAddress()), settledBy: sub },
  );
};
