import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();
const acceptable = /^[\w.:-]{1,128}$/;

/** The header, message attribute and event field that carry the id. */
export const CORRELATION_HEADER = 'x-correlation-id';

/**
 * Runs `work` under a correlation id: the given one if it is safe to log and to send on (1 to 128 of `A-Z a-z 0-9 _ . : -`),
 * else a new UUID.
 */
export const withCorrelation = <T>(id: string | undefined, work: () => T): T =>
  storage.run(id && acceptable.test(id) ? id : randomUUID(), work);

/** The id of the request, message or event in hand; a new one outside of any. */
export const correlationId = (): string => storage.getStore() ?? randomUUID();
