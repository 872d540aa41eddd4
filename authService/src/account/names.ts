import { type PendingAccount, withPending } from './pendingAccounts.ts';
import { changeRow, readRow } from './rowStore.ts';

/** Whose a name is, in the row `name#{name}` of `Users`: of the first account that was confirmed with it. */
export type Name = {
  /** The account's `sub`. */
  owner?: string;
  /** The account's username in the user pool. */
  username?: string;
  pending: PendingAccount[];
};

/** Equal for names that differ in Unicode form, case and white space only. */
export const comparableName = (fullName: string): string =>
  fullName.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase().normalize('NFC');

const keyOf = (fullName: string): string => `name#${comparableName(fullName)}`;

export const readName = (fullName: string): Promise<Name | undefined> => readRow<Name>(keyOf(fullName));

/** Notes that an account with this name waits for its code. */
export const announceName = async (fullName: string, account: PendingAccount): Promise<void> => {
  await changeRow<Name>(keyOf(fullName), (row) =>
    row?.pending.some(({ username, at }) => username === account.username && at === account.at)
      ? undefined
      : { ...row, pending: withPending(row?.pending, account) },
  );
};

/** Gives the name to a confirmed account, unless another one has it. */
export const claimName = async (fullName: string, owner: string, username: string): Promise<void> => {
  await changeRow<Name>(keyOf(fullName), (row) =>
    row?.owner === undefined ? { pending: [], ...row, owner, username } : undefined,
  );
};
