import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { withCorrelation } from './correlation.ts';
import { log } from './log.ts';
import { isOutage, outageError } from './outages.ts';

/**
 * The one chain of every function that is not an HTTP route (queue, schedule, S3, workflow, trigger): runs under the event's
 * correlation id, logs a failure with its stack and lets it through, so that the service behind it retries. An outage is thrown
 * under a name of its own, by which a function that invoked this one knows it.
 *
 * @param handle parses the event, calls one thing, returns
 * @param correlationOf where the event carries a correlation id; absent: a new one
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
