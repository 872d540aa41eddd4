import { log } from '@ecommerce/shared/log.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { putOnBus } from './eventBus.ts';
import { eventIn, type ForwardedEvent } from './forwardedEvent.ts';

/** Puts the events of a batch on the bus. @returns the records to deliver again: those that cannot be read, or that the bus has not taken */
export const forwardToBus = async (records: readonly SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const failures: { record: SQSRecord | undefined; error: unknown }[] = [];
  const readable: { record: SQSRecord; event: ForwardedEvent }[] = [];
  for (const record of records) {
    try {
      readable.push({ record, event: eventIn(record) });
    } catch (error) {
      failures.push({ record, error });
    }
  }
  const refused = await putOnBus(readable.map(({ event }) => event));
  failures.push(...refused.map(({ position, error }) => ({ record: readable[position]?.record, error })));
  return failures.flatMap(({ record, error }) => {
    log.warn('event not put on the bus', { error, messageId: record?.messageId });
    return record ? { itemIdentifier: record.messageId } : [];
  });
};
