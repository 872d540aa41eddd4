import type { Client } from 'openapi-fetch';
import { failed } from './failure.ts';
import { COOKIE_MARK, cookieMark, memoryStore, type RefreshTokenStore } from './refreshTokenStore.ts';
import type { ErrorCodeOf, Failure, Paths, Result, Schemas } from './services.ts';

/** How a session is kept. */
export type SessionOptions = {
  /**
   * Where the refresh token is: in memory (the default), in a store of the caller's, or in the cookie `__Host-refresh`, which only
   * browsers have, on the origin that serves authService or on that of the stage parameter `cookieOrigin`.
   */
  session?: 'memory' | 'cookie' | RefreshTokenStore | undefined;
  /** Called when somebody has signed in or out, or the session has ended. */
  onSessionChange?: ((isSignedIn: boolean) => void) | undefined;
};

/** The result of a sign-in with a password: signed in, or a code of the authenticator app is needed. */
export type SignInData = { challenge?: never; session?: never } | Schemas['auth']['SignInChallenge'];

/** The session of one person. */
export type Session = {
  /** Signs in with `email` or `fullName`, and a password. If `data` has a `challenge`, go on with `signInMfa`. */
  signIn(body: Schemas['auth']['SignInBody']): Promise<Result<SignInData, ErrorCodeOf<'auth', 'post', '/sign-in'>>>;
  /** Completes a sign-in with a code of the authenticator app. */
  signInMfa(
    body: Schemas['auth']['SignInMfaBody'],
  ): Promise<Result<SignInData, ErrorCodeOf<'auth', 'post', '/sign-in/mfa'>>>;
  /** Ends all sessions of the account. If that fails, the session goes on: say so, and try again. */
  signOut(): Promise<{ error?: Failure }>;
  /** Returns whether there is a session, with a new token if there was none yet. Call it when a page starts. */
  restore(): Promise<boolean>;
  /** Fetches new tokens, which contain what has changed in the account, such as its email address. Returns whether that worked. */
  refresh(): Promise<boolean>;
  /** Returns a valid ID token for other APIs, or `undefined` without a session. */
  idToken(): Promise<string | undefined>;
};

/** Tokens of a session; `endsAt` is somewhat before they expire. */
export type Tokens = { id: string; access: string; endsAt: number };

/** Tokens, or why there are none right now; neither without a session. */
type Current = { tokens?: Tokens; failure?: Unavailable };

/** Why tokens could not be refreshed, and the same as a response to a call that needs them. */
type Unavailable = { error: Failure; toResponse: () => Response };

/** What the client needs of a session for its own requests. */
export type TokenSource = {
  /** Returns the tokens, refreshed if they are about to expire. */
  current(): Promise<Current>;
  /** Returns tokens other than those that were rejected. */
  renew(rejected: Tokens | undefined): Promise<Current>;
  /** Returns the tokens that need no refresh. */
  present(): Tokens | undefined;
};

const MARGIN_MS = 60_000;

/** The header that asks for the refresh token as a cookie. */
const COOKIE = { header: { 'X-Requested-With': 'refresh-cookie' } };

/** Creates a session. @param authClient creates a client of authService that sends no token */
export const createSession = (
  authClient: (init: { credentials?: 'include' }) => Client<Paths['auth'], 'application/json'>,
  { session = 'memory', onSessionChange }: SessionOptions,
): Session & TokenSource => {
  const usesCookie = session === 'cookie';
  const auth = authClient(usesCookie ? { credentials: 'include' } : {});
  const init = usesCookie ? { params: COOKIE } : {};
  let store = typeof session === 'object' ? session : usesCookie ? cookieMark : memoryStore();
  let tokens: Tokens | undefined;
  let refreshing: Promise<Current> | undefined;
  let changes = 0; // of who is signed in: tokens for somebody else come too late

  const keep = (received: Schemas['auth']['Tokens']): Tokens => {
    const { IdToken: id, AccessToken: access, ExpiresIn } = received;
    tokens = { id, access, endsAt: Date.now() + ExpiresIn * 1000 - MARGIN_MS };
    return tokens;
  };

  const begin = async (received: Schemas['auth']['SignedIn']['tokens']): Promise<void> => {
    changes += 1;
    keep(received);
    const refreshToken = 'RefreshToken' in received ? received.RefreshToken : undefined;
    if (usesCookie) store = refreshToken === undefined ? cookieMark : memoryStore(); // the page's origin may have no cookie
    await store.save(refreshToken ?? COOKIE_MARK);
    onSessionChange?.(true);
  };

  const end = async (): Promise<void> => {
    changes += 1;
    tokens = undefined;
    await store.clear();
    onSessionChange?.(false);
  };

  const refresh = async (): Promise<Current> => {
    const before = changes;
    const refreshToken = await store.load();
    if (refreshToken === undefined) return {};
    const body = refreshToken === COOKIE_MARK ? {} : { refreshToken };
    const { data, error, response } = await auth.POST('/refresh-token', { body, ...init });
    if (before !== changes) return tokens ? { tokens } : {};
    if (data) return { tokens: keep(data.tokens) };
    if (error.code === 'UNAUTHORIZED' || error.code === 'INVALID_INPUT') await end();
    return { failure: { error, toResponse: () => failed(response.status, error, response.headers) } };
  };

  const present = (): Tokens | undefined => (tokens && Date.now() < tokens.endsAt ? tokens : undefined);

  const renew = async (rejected: Tokens | undefined): Promise<Current> => {
    const newer = present();
    if (newer && newer !== rejected) return { tokens: newer };
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  const current = (): Promise<Current> => renew(undefined);

  const isSignedIn = async (): Promise<boolean> => (await store.load()) !== undefined;

  return {
    present,
    current,
    renew,
    async signIn(body) {
      const { data, error, response } = await auth.POST('/sign-in', { body, ...init });
      if (error) return { error, response };
      if ('challenge' in data) return { data, response };
      await begin(data.tokens);
      return { data: {}, response };
    },
    async signInMfa(body) {
      const { data, error, response } = await auth.POST('/sign-in/mfa', { body, ...init });
      if (error) return { error, response };
      await begin(data.tokens);
      return { data: {}, response };
    },
    async signOut() {
      const { tokens: live, failure } = await current();
      if (!live) return failure && (await isSignedIn()) ? { error: failure.error } : {};
      const { error } = await auth.POST('/sign-out', { body: { accessToken: live.access }, ...init });
      if (error && error.code !== 'UNAUTHORIZED') return { error };
      await end();
      return {};
    },
    async restore() {
      await current();
      return isSignedIn();
    },
    async refresh() {
      return (await renew(tokens)).tokens !== undefined;
    },
    async idToken() {
      return (await current()).tokens?.id;
    },
  };
};
