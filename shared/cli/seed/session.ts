import { decodeJwt } from 'jose';
import { RequestError } from './persistence.ts';

/** Who asks: an account whose token is always good for some minutes more. */
export type Session = {
  token: () => Promise<string>;
  /** To be told that a token was refused before its time. */
  forget: (token: string) => void;
};

/** A token that ends sooner than this, in seconds, is not used any more. */
const SPARE_SECONDS = 300;

/** Whether the ID token names its owner as an administrator. */
export const isAdmin = (idToken: string): boolean => {
  const groups = decodeJwt(idToken)['cognito:groups'];
  return Array.isArray(groups) && groups.includes('admin');
};

/**
 * A session that signs in again whenever its token is about to end. Those who ask meanwhile wait for the same sign-in.
 *
 * @param signIn answers an ID token
 * @throws RequestError when the token is no administrator's
 */
export const startSession = (signIn: () => Promise<string>, now: () => number = Date.now): Session => {
  let current: { token: string; endsAt: number } | undefined;
  let renewal: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const token = await signIn();
    if (!isAdmin(token)) throw new RequestError('This account is no administrator: npm run grant-admin makes it one.');
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
