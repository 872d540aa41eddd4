import type { ProductEvent } from '@ecommerce/shared/events/productEvents.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { DynamoDBRecord } from 'aws-lambda';
import { productEventOf } from './productChanges.ts';
import { publishProductEvents } from './productEventsTopic.ts';

/** The first record whose event could not be published, and why. */
type Failure = { record: DynamoDBRecord | undefined; error: unknown };

/**
 * Publishes the events about records of the products' stream, in their order: each at least once, and a repeated one with the same id.
 *
 * @param deadline in epoch milliseconds; until then, outages are waited out
 * @returns where to go on, if not all of them were published
 */
export const announceProducts = async (
  records: readonly DynamoDBRecord[],
  deadline: number,
): Promise<Failure | undefined> => {
  const { events, failure } = eventsOf(records);
  try {
    await throughOutages(() => publishProductEvents(events), deadline);
    return failure;
  } catch (error) {
    return { record: records[0], error };
  }
};

/** Returns the events about records, up to the first one that cannot be read. */
const eventsOf = (records: readonly DynamoDBRecord[]): { events: ProductEvent[]; failure?: Failure } => {
  const events: ProductEvent[] = [];
  for (const record of records) {
    try {
      events.push(...[productEventOf(record) ?? []].flat());
    } catch (error) {
      return { events, failure: { record, error } };
    }
  }
  return { events };
};
