/** An account that waits for its code. It may not exist: this record is written before Cognito creates the account. */
export type PendingAccount = { username: string; at: number };

/** How long an account waits for its code before it is removed, in milliseconds. */
const PENDING_MS = 24 * 3_600_000;

/** The age at which an account is removed: a little longer than it can be confirmed, so that removal and confirmation cannot collide. */
export const REMOVAL_MS = PENDING_MS + 10 * 60_000;

/** How many accounts a code is tried on. */
export const MAX_CANDIDATES = 5;

/** How many pending accounts are stored for an address or name: the newest. */
const MAX_REMEMBERED = 20;

/** Returns the accounts that still wait for their code, newest first. */
export const waiting = <Account extends PendingAccount>(pending: Account[] = [], now = Date.now()): Account[] =>
  pending.filter(({ at }) => now - at < PENDING_MS).sort((a, b) => b.at - a.at);

/** Returns the list with another account, without those that no longer wait. */
export const withPending = <Account extends PendingAccount>(
  pending: Account[] | undefined,
  account: Account,
): Account[] =>
  [account, ...waiting(pending, account.at).filter(({ username }) => username !== account.username)].slice(
    0,
    MAX_REMEMBERED,
  );

/** The list without an account: who gives a name or an address up does not sign in with it as one that waits either. */
export const withoutPending = <Account extends PendingAccount>(pending: Account[], username: string): Account[] =>
  pending.filter((account) => account.username !== username);

/** An account that is deleted. Its username is free again, so what was recorded `since` is about another account. */
export type GoneAccount = { userId: string; username: string; since: number };

/** The accounts other than a deleted one that still wait for their code. */
export const waitingBeside = <Account extends PendingAccount>(
  pending: Account[],
  { username, since }: GoneAccount,
): Account[] => waiting(pending).filter((account) => account.username !== username || account.at >= since);
