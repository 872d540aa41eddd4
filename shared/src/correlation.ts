import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();
const acceptable = /^[\w.:-]{1,128}$/;

/** The header of requests and responses that contains the correlation id. */
export const CORRELATION_HEADER = 'x-correlation-id';

/**
 * Runs `work` with a correlation id: the given one if it is safe to log and to pass on (1 to 128 of `A-Z a-z 0-9 _ . : -`), otherwise a
 * new UUID.
 */
export const withCorrelation = <T>(id: string | undefined, work: () => T): T =>
  storage.run(id && acceptable.test(id) ? id : randomUUID(), work);

/** Returns the message attribute that contains a correlation id; messages, events and log lines call it `correlationId` too. */
export const correlationAttribute = (id = correlationId()) => ({
  correlationId: { DataType: 'String', StringValue: id },
});

/** Returns the correlation id of the current request, message or event; a new one outside of these. */
export const correlationId = (): string => storage.getStore() ?? randomUUID();
