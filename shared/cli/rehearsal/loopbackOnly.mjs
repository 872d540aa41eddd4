import dns from 'node:dns';
import { resolveSyncHost } from '@ecommerce/platform/sync-host';

resolveSyncHost(); // the functions' SDK calls it for StartSyncExecution

/** @param {string} hostname */
const isHere = (hostname) => ['127.0.0.1', 'localhost'].includes(hostname) || hostname.endsWith('.localhost');

/** Makes the addresses of APIs, such as `0a1b2c3d.execute-api.localhost`, resolve to this machine. */
dns.lookup = new Proxy(dns.lookup, {
  apply: (lookup, self, [hostname, ...rest]) =>
    Reflect.apply(lookup, self, [String(hostname).endsWith('.localhost') ? '127.0.0.1' : hostname, ...rest]),
});

/**
 * Preloaded into the functions and tests of a rehearsal: `fetch` requests to Amazon go to the emulator, and all others to other machines
 * are rejected. This is needed because the user pool's issuer is an Amazon URL, from which functions fetch the keys for tokens.
 */
const realFetch = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (isHere(url.hostname)) return realFetch(input, init);
  if (!url.hostname.startsWith('cognito-idp.'))
    return Promise.reject(new TypeError(`The rehearsal sends nothing to ${url.hostname}.`));
  return realFetch(new URL(`${url.pathname}${url.search}`, process.env.AWS_ENDPOINT_URL), init);
};
