import { log } from '@ecommerce/shared/log.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { eventIn, type ForwardedEvent } from './forwardedEvent.ts';
import { reasonsOf } from './kafkaErrors.ts';

/** Sends events to the brokers, in their order; all or, as far as the caller can know, none. */
export type SendEvents = (events: readonly ForwardedEvent[]) => Promise<void>;

/**
 * Sends a batch of the queue that keeps the order of each key. What was not sent is delivered again, and the queue delivers nothing of the
 * same key before that: so nothing is lost, and nothing overtakes. What was sent without our hearing of it is sent twice, with the same id.
 *
 * @returns the records to deliver again
 */
export const forwardToKafka = async (
  records: readonly SQSRecord[],
  send: SendEvents,
): Promise<SQSBatchItemFailure[]> => {
  try {
    await send(records.map(eventIn));
    return [];
  } catch (error) {
    const groups = groupsOf(records);
    log.warn('events not sent', { error, reasons: reasonsOf(error), events: records.length });
    if (groups.length === 1 || isOutage(error)) return records.map(failureOf);
    return oneByOne(groups, send); // one that the broker refuses must not hold up the others
  }
};

const oneByOne = async (groups: SQSRecord[][], send: SendEvents): Promise<SQSBatchItemFailure[]> => {
  const failures: SQSBatchItemFailure[] = [];
  for (const group of groups) {
    try {
      await send(group.map(eventIn));
    } catch (error) {
      const key = group[0]?.attributes.MessageGroupId;
      log.error('events of one key not sent', { error, reasons: reasonsOf(error), key });
      failures.push(...group.map(failureOf));
    }
  }
  return failures;
};

const groupsOf = (records: readonly SQSRecord[]): SQSRecord[][] => [
  ...Map.groupBy(records, ({ attributes }) => attributes.MessageGroupId).values(),
];

const failureOf = ({ messageId }: SQSRecord): SQSBatchItemFailure => ({ itemIdentifier: messageId });

/** Returns whether the broker was not reached, or may accept the same later. */
const isOutage = (error: unknown): boolean => {
  const found = error as { canRetry?: unknown; errors?: unknown[] } | undefined;
  return found?.canRetry === true || (found?.errors ?? []).some(isOutage);
};
