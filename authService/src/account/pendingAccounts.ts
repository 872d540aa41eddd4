/** An account that was announced to the user pool and waits for its code. It may not exist: the mark is written before the account. */
export type PendingAccount = { username: string; at: number };

/** So long an account waits for its code; then it is removed. */
const PENDING_MS = 24 * 3_600_000;

/** An account is left alone for a moment longer than it can be confirmed, so that no confirmation meets its removal. */
export const REMOVAL_MS = PENDING_MS + 10 * 60_000;

/** So many accounts a code may belong to. */
export const MAX_CANDIDATES = 5;

/** Of those that wait for one address or name so many are remembered, the newest. */
const MAX_REMEMBERED = 20;

/** Those that still wait, the newest first. */
export const waiting = <Account extends PendingAccount>(pending: Account[] = [], now = Date.now()): Account[] =>
  pending.filter(({ at }) => now - at < PENDING_MS).sort((a, b) => b.at - a.at);

/** The list with one more account; what no longer waits is dropped. */
export const withPending = <Account extends PendingAccount>(
  pending: Account[] | undefined,
  account: Account,
): Account[] =>
  [account, ...waiting(pending, account.at).filter(({ username }) => username !== account.username)].slice(
    0,
    MAX_REMEMBERED,
  );
