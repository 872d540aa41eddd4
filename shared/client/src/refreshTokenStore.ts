/** Keeps the refresh token of a session, for example in a file or in the keychain of a phone. */
export type RefreshTokenStore = {
  load(): string | undefined | Promise<string | undefined>;
  save(refreshToken: string): unknown;
  clear(): unknown;
};

/** Creates a store that lasts as long as the client. */
export const memoryStore = (): RefreshTokenStore => {
  let kept: string | undefined;
  return {
    load: () => kept,
    save: (refreshToken) => {
      kept = refreshToken;
    },
    clear: () => {
      kept = undefined;
    },
  };
};

/** Stands for a refresh token that only the cookie has. */
export const COOKIE_MARK = 'cookie';

const KEY = 'ecommerce.session';

/**
 * Remembers in a browser that there is a cookie with the refresh token, which scripts cannot see. Otherwise each visitor who never signed
 * in would cause a request that fails.
 */
export const cookieMark: RefreshTokenStore = {
  load: () => {
    try {
      return localStorage.getItem(KEY) ?? undefined;
    } catch {
      return COOKIE_MARK; // the page may not store anything: the server knows
    }
  },
  save: (mark) => {
    try {
      localStorage.setItem(KEY, mark);
    } catch {}
  },
  clear: () => {
    try {
      localStorage.removeItem(KEY);
    } catch {}
  },
};
