import { type GoneAccount, type PendingAccount, waitingBeside, withPending } from './pendingAccounts.ts';
import { changeRow, readRow } from './rowStore.ts';

/** The owner of a name: the row `name#{name}` of `Users`. It is the first account that was confirmed with the name. */
export type Name = {
  /** The account's `sub`. */
  owner?: string;
  /** The account's username in the user pool. */
  username?: string;
  pending: PendingAccount[];
};

/** Normalises a name: the result is equal for names that differ only in Unicode form, case and white space. */
export const comparableName = (fullName: string): string =>
  fullName.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase().normalize('NFC');

/** The key of a name's row in `Users`. */
export const nameRowKey = (fullName: string): string => `name#${comparableName(fullName)}`;

export const readName = (fullName: string): Promise<Name | undefined> => readRow<Name>(nameRowKey(fullName));

/** Records that an account with this name waits for its code. */
export const recordPendingName = async (fullName: string, account: PendingAccount): Promise<void> => {
  await changeRow<Name>(nameRowKey(fullName), (row) =>
    row?.pending.some(({ username, at }) => username === account.username && at === account.at)
      ? undefined
      : { ...row, pending: withPending(row?.pending, account) },
  );
};

/** Makes a confirmed account the owner of the name, unless it has an owner. */
export const claimName = async (fullName: string, owner: string, username: string): Promise<void> => {
  await changeRow<Name>(nameRowKey(fullName), (row) =>
    row?.owner === undefined ? { pending: [], ...row, owner, username } : undefined,
  );
};

/** Gives up the name of a deleted account. The row, whose key is the name, is deleted unless other accounts have the name. */
export const forgetName = async (fullName: string, account: GoneAccount): Promise<void> => {
  await changeRow<Name>(nameRowKey(fullName), (row) => {
    if (!row) return undefined;
    const { owner, username, ...rest } = row;
    const pending = waitingBeside(rest.pending, account);
    const isOwner = owner === account.userId;
    if (!isOwner && pending.length === rest.pending.length) return undefined;
    if (owner !== undefined && !isOwner) return { ...row, pending };
    return pending.length > 0 ? { pending } : null;
  });
};
