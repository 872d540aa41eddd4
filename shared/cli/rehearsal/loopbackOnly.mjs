import { resolveSyncHost } from '@ecommerce/platform/sync-host';

resolveSyncHost(); // the functions' SDK calls it for StartSyncExecution

/**
 * Preloaded into the functions and tests of a rehearsal: `fetch` requests to Amazon go to the emulator, and all others to other machines
 * are rejected. This is needed because the user pool's issuer is an Amazon URL, from which functions fetch the keys for tokens.
 */
const realFetch = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (['127.0.0.1', 'localhost'].includes(url.hostname)) return realFetch(input, init);
  if (!url.hostname.startsWith('cognito-idp.'))
    return Promise.reject(new TypeError(`The rehearsal sends nothing to ${url.hostname}.`));
  return realFetch(new URL(`${url.pathname}${url.search}`, process.env.AWS_ENDPOINT_URL), init);
};
