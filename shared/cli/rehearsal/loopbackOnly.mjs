import { resolveSyncHost } from '@ecommerce/platform/sync-host';

resolveSyncHost(); // the functions' SDK calls it for StartSyncExecution

/**
 * Preloaded into the functions and into the tests of a rehearsal: what `fetch` would send to Amazon goes to the emulator, and nothing else
 * leaves this machine. The user pool's issuer is an address of Amazon's, in the tokens too, and the functions fetch its keys from there.
 */
const realFetch = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (['127.0.0.1', 'localhost'].includes(url.hostname)) return realFetch(input, init);
  if (!url.hostname.startsWith('cognito-idp.'))
    return Promise.reject(new TypeError(`The rehearsal sends nothing to ${url.hostname}.`));
  return realFetch(new URL(`${url.pathname}${url.search}`, process.env.AWS_ENDPOINT_URL), init);
};
