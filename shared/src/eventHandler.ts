import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { withCorrelation } from './correlation.ts';
import { log } from './log.ts';
import { isOutage, outageError } from './outages.ts';

/**
 * Creates the handler of a function that is not an HTTP route (queue, schedule, S3, workflow, trigger). It runs with the event's
 * correlation id, logs a failure with its stack and rethrows it, so that the event source retries. An outage is rethrown under a name by
 * which the invoking function recognises it.
 *
 * @param handle parses the event, calls one thing, returns
 * @param correlationOf reads the correlation id from the event; if absent, a new one is used
 */
export const eventHandler = <Event, Result>(
  handle: (event: Event, context: Context) => Promise<Result>,
  correlationOf: (event: Event) => string | undefined = () => undefined,
) => {
  const chain = middy<Event, Result>()
    .onError(({ error }) => {
      log.error('event failed', { error });
      throw isOutage(error) ? outageError(error) : error;
    })
    .handler((event, context) => handle(event, context));
  return (event: Event, context: Context): Promise<Result> =>
    withCorrelation(correlationOf(event), () => chain(event, context));
};
