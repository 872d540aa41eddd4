import { isNamed } from '@ecommerce/shared/errors.ts';
import { type GuardedRequest, guardedFetch } from '@ecommerce/shared/outbound/guardedFetch.ts';
import { secretsOf, type Webhook } from '../webhooks/webhook.ts';
import { allowsLoopback, isAllowedAddress } from '../webhooks/webhookUrl.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { signedHeaders } from './webhookSignature.ts';

/** How long an endpoint may take for its whole answer, in milliseconds. */
const ATTEMPT_MS = 10_000;

/** How much of an answer's body is kept. */
const MAX_BYTES = 1024;

/** The longest reason that is kept. */
const MAX_ERROR = 200;

/** Connections that are kept; for tests, how names are resolved, and how long an endpoint may take. */
export type SendOptions = Pick<GuardedRequest, 'connections' | 'resolve'> & { timeoutMs?: number };

/**
 * Sends a delivery once.
 *
 * @returns what happened; it never throws
 */
export const sendDelivery = async (
  webhook: Webhook,
  { eventId, body, replayId }: Delivery,
  { timeoutMs = ATTEMPT_MS, ...options }: SendOptions = {},
): Promise<Attempt> => {
  const start = Date.now();
  const headers = {
    ...signedHeaders(secretsOf(webhook, start), { id: eventId, at: start, body }),
    ...(replayId === undefined ? {} : { 'webhook-replayed': 'true' }),
  };
  const request: GuardedRequest = {
    ...{ method: 'POST', body, allowHttp: allowsLoopback(), maxBytes: MAX_BYTES, cut: true, timeoutMs },
    headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'ecommerce-webhooks' },
    isAllowed: isAllowedAddress,
    ...options,
  };
  const result = await guardedFetch(webhook.url, request).then(
    ({ status, bytes }) => ({ status, response: bytes.toString('utf8').toWellFormed() }),
    (error: unknown) => ({ error: reasonOf(error).slice(0, MAX_ERROR) }),
  );
  return { at: new Date(start).toISOString(), ms: Date.now() - start, ...result };
};

/** Why there was no answer: a refusal's sentence, or the code of a network's error. */
const reasonOf = (error: unknown): string => {
  if (isNamed(error, 'FetchRefused')) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `It could not be reached: ${code}` : 'It could not be reached.';
};

/** Returns whether the endpoint took an event: any status 2xx. */
export const isDelivered = ({ status = 0 }: Attempt): boolean => status >= 200 && status < 300;

/** Returns whether the endpoint wants no more events: the status 410, as the specification says. */
export const isGone = ({ status }: Attempt): boolean => status === 410;
