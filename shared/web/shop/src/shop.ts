import { createShopClient, type ErrorCode, ShopError } from '@ecommerce/client';
import { QueryClient } from '@tanstack/react-query';
import { language } from './preferences.ts';
import { createStore } from './store.ts';
import { watchedFetch } from './trouble.ts';

/** Whether somebody is signed in; `unknown` until the cookie of an earlier visit has been tried. */
export type SessionState = 'unknown' | 'guest' | 'customer';

export const session = createStore<SessionState>('unknown');

/** The keys of queries whose data belong to an account. */
export const PRIVATE = 'private';

/** The APIs of the shop, on the origin of this page, and the session of the person at it. */
export const shop = createShopClient({
  session: 'cookie',
  timeoutMs: 20_000,
  fetch: (request, init) => {
    const translated = new Request(request);
    translated.headers.set('accept-language', language.get()); // of emails
    return watchedFetch(translated, init);
  },
  onSessionChange: (isSignedIn) => {
    const next = isSignedIn ? 'customer' : 'guest';
    if (session.get() === next) return; // the same person with new tokens
    session.set(next);
    queryClient.removeQueries({ queryKey: [PRIVATE] });
  },
});

const OUTAGES: readonly ErrorCode[] = [
  'NETWORK_ERROR',
  'TIMEOUT',
  'UNEXPECTED_RESPONSE',
  'UNAVAILABLE',
  'INTERNAL_ERROR',
  'TOO_MANY_REQUESTS',
];

/** Returns whether a request may succeed if it is sent again: nothing is wrong with it. */
export const isOutage = (error: unknown): boolean => error instanceof ShopError && OUTAGES.includes(error.code);

/** Everything that is read. While the shop does not respond it is read again, as long as somebody looks at it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (_, error) => isOutage(error),
      retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 10_000),
    },
    mutations: { retry: false },
  },
});

/** Finds out whether there is a session from an earlier visit. */
export const restoreSession = async (): Promise<void> => {
  const isSignedIn = await shop.session.restore();
  if (session.get() === 'unknown') session.set(isSignedIn ? 'customer' : 'guest');
};
