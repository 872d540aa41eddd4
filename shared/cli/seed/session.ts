import { decodeJwt } from 'jose';
import { RequestError } from './persistence.ts';

/** A signed-in account whose token is always valid for some more minutes. */
export type Session = {
  token: () => Promise<string>;
  /** Discards a token that was rejected before its expiry. */
  forget: (token: string) => void;
};

/** How long before its expiry a token is no longer used, in seconds. */
const SPARE_SECONDS = 300;

/** Returns whether the ID token belongs to an administrator. */
export const isAdmin = (idToken: string): boolean => groupsIn(idToken).includes('admin');

/** Returns whether the ID token belongs to staff. */
export const isStaff = (idToken: string): boolean => isAdmin(idToken) || groupsIn(idToken).includes('staff');

const groupsIn = (idToken: string): unknown[] => {
  const groups = decodeJwt(idToken)['cognito:groups'];
  return Array.isArray(groups) ? groups : [];
};

/**
 * Starts a session that signs in again whenever its token is about to expire. Concurrent callers wait for the same sign-in.
 *
 * @param signIn returns an ID token
 * @param isAllowed whether the account of an ID token may do what the session is for
 * @throws RequestError if it may not
 */
export const startSession = (
  signIn: () => Promise<string>,
  now: () => number = Date.now,
  isAllowed = isAdmin,
): Session => {
  let current: { token: string; endsAt: number } | undefined;
  let renewal: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const token = await signIn();
    if (!isAllowed(token))
      throw new RequestError('This account is not an administrator: npm run grant-admin makes it one.');
    current = { token, endsAt: (decodeJwt(token).exp ?? 0) * 1000 };
    return token;
  };
  return {
    token: async () => {
      if (current && current.endsAt - now() > SPARE_SECONDS * 1000) return current.token;
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return renewal;
    },
    forget: (token) => {
      if (current?.token === token) current = undefined;
    },
  };
};
