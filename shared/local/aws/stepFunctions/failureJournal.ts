import type { Journal } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import type { Machine } from './machine.ts';

/** Takes a failure in an Express execution to the platform's log. */
export type LogFailure = (machine: string, message: string, fields: Record<string, unknown>) => void;

const isFailure = ({ type }: HistoryEvent) => /(Failed|TimedOut|Aborted)$/.test(type);

/** The fields under which an event has what it says: `error` and `cause` of a failure. */
const detailsOf = (event: HistoryEvent): object =>
  Object.values(event).find((value) => typeof value === 'object' && value !== null) ?? {};

/**
 * The journal of an Express execution: it keeps nothing and logs what failed, as a LoggingConfiguration of the level ERROR does on AWS.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html
 */
export const failureJournal = (executionArn: string, { name }: Machine, log: LogFailure): Journal => {
  const write = (events: readonly HistoryEvent[]): void => {
    for (const event of events.filter(isFailure)) log(name, event.type, { executionArn, ...detailsOf(event) });
  };
  return { append: (_, events) => write(events), finish: (_, events) => write(events) };
};
