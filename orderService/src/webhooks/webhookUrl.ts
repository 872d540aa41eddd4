import { isIP } from 'node:net';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import { isLoopbackAddress, isPublicAddress } from '@ecommerce/shared/outbound/publicAddress.ts';
import * as z from 'zod';

/**
 * Returns whether events may be sent to this machine, and without TLS: on the platform on one machine (shared/serverless/webhooks.cjs). Read
 * when it is needed: the schema below is also loaded where there is no environment.
 */
export const allowsLoopback = (): boolean =>
  readEnvironment({ WEBHOOK_LOOPBACK: z.enum(['allowed', 'refused']) }).WEBHOOK_LOOPBACK === 'allowed';

/** Returns whether events may be sent to an IP address: one of the Internet, or of this machine where that is allowed. */
export const isAllowedAddress = (address: string): boolean =>
  isPublicAddress(address) || (allowsLoopback() && isLoopbackAddress(address));

/** The longest address. */
const MAX_LENGTH = 2048;

/** The address of an endpoint. Where it may lead, `requireAllowedUrl` says. */
export const WebhookUrl = z
  .string()
  .min(1)
  .max(MAX_LENGTH)
  .transform((text, context) => {
    const url = URL.parse(text);
    const problem = problemOf(url);
    if (url && problem === undefined) return url.href;
    context.addIssue({ code: 'custom', message: problem ?? 'must be an address' });
    return z.NEVER;
  })
  .pipe(z.string().max(MAX_LENGTH))
  .meta({ description: 'An `https` address of a host of the Internet, without a name, password or fragment.' });

const problemOf = (url: URL | null): string | undefined => {
  if (!url) return 'must be an address, such as https://erp.example.com/events';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return WITH_TLS;
  if (url.username || url.password) return 'must not hold a name or password';
  if (url.hash) return 'must not have a fragment';
  return undefined;
};

const WITH_TLS = 'must begin with https://';

/**
 * Refuses an address of which it can be seen that no event may be sent to it. What a name leads to is checked with each request:
 * `guardedFetch` in shared/src/outbound.
 *
 * @throws DomainError INVALID_INPUT
 */
export const requireAllowedUrl = (address: string): void => {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isName = isIP(host) === 0;
  const isOurs = isName ? /(^|\.)localhost\.?$/.test(host) && !allowsLoopback() : !isAllowedAddress(host);
  if (url.protocol === 'http:' && !allowsLoopback()) throw invalidInput([{ path: 'url', message: WITH_TLS }]);
  if (isOurs) throw invalidInput([{ path: 'url', message: 'must belong to a host of the Internet' }]);
};
