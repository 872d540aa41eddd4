import { createHash } from 'node:crypto';
import { newSalt } from './passwordHash.ts';
import {
  type GoneAccount,
  type PendingAccount,
  waitingBeside,
  withoutPending,
  withPending,
} from './pendingAccounts.ts';
import { changeRow, type RowChange, readRow } from './rowStore.ts';

/** An account that waits for the code sent to the address. An account created directly in Cognito has no ticket and no known password. */
type PendingOfAddress = PendingAccount & { fullName: string; passwordHash?: string; ticket?: string };

/**
 * What is known about an email address: the row `address#{hash}` of `Users`. It outlives all accounts.
 *
 * An address is contested once it was used in sign-ups with different passwords. Its owner can prove access to the mailbox, but not which
 * password is theirs. Only the account `settledBy` can then sign in with the address: its password was set with a code from the mailbox.
 */
export type Address = {
  salt: string;
  /** Hash of the password that all sign-ups so far have used. */
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
  change: (address: Address | undefined) => RowChange<Address> | Promise<RowChange<Address>>,
): Promise<Address | undefined> => changeRow<Address>(keyOf(email), change);

export const newAddress = (): Address => ({ salt: newSalt(), contested: false, pending: [] });

/** Returns the address after another sign-up. An unknown password counts as a different one. */
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

/** Returns whether an account with this address has to reset its password before it can sign in. */
export const needsReset = (address: Address | undefined, sub: string | undefined): boolean =>
  address?.contested === true && (sub === undefined || address.settledBy !== sub);

/** Returns whether `POST /sign-up` has recorded this account. */
export const hasTicket = (address: Address | undefined, username: string, ticket: string | undefined): boolean =>
  ticket !== undefined &&
  address?.pending.some((account) => account.username === username && account.ticket === ticket) === true;

/** Records that an account with this address was confirmed. */
export const claimAddress = async (email: string, sub: string): Promise<void> => {
  await changeAddress(email, (address) =>
    address?.owner === sub ? undefined : { ...(address ?? newAddress()), owner: sub },
  );
};

/** Records that an account's password was set with a code from the mailbox. */
export const settleAddress = async (email: string, sub: string): Promise<void> => {
  await changeAddress(email, (address) =>
    address?.settledBy === sub ? undefined : { ...(address ?? newAddress()), settledBy: sub },
  );
};

/**
 * Records that an account moved to this address with a code from its mailbox, which proves that its password is the mailbox owner's,
 * whoever else signed up with the address.
 */
export const moveToAddress = async (email: string, sub: string): Promise<void> => {
  await changeAddress(email, (address) =>
    address?.owner === sub && address.settledBy === sub
      ? undefined
      : { ...(address ?? newAddress()), owner: sub, settledBy: sub },
  );
};

/** Notes that an account no longer has this address. Whether it is contested stays known. */
export const releaseAddress = async (email: string, sub: string, username: string): Promise<void> => {
  await changeAddress(email, (address) => {
    if (address?.owner !== sub) return undefined;
    const { owner: _, ...rest } = address;
    return { ...rest, pending: withoutPending(rest.pending, username) };
  });
};

/**
 * Forgets a deleted account's address. What stays is that the address is contested, and other accounts that wait for their code: the next
 * account with the address needs a reset in view of them. Without either, the row is deleted.
 */
export const forgetAddress = async (email: string, account: GoneAccount): Promise<void> => {
  await changeAddress(email, (address) => {
    if (address?.owner !== account.userId) return undefined;
    const { owner: _, settledBy: __, ...rest } = address;
    const pending = waitingBeside(rest.pending, account);
    if (pending.length > 0) return { ...rest, pending };
    return rest.contested ? { salt: rest.salt, contested: true, pending } : null;
  });
};
