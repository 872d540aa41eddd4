import { cachedFor } from '@ecommerce/shared/cachedFor.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import { faultyFields, parseJson } from '@ecommerce/shared/queueMessage.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { readWebhooks } from '../webhooks/webhookStore.ts';
import { EventToDeliver, newDelivery } from './delivery.ts';
import { recordDelivery } from './deliveryStore.ts';
import { enqueueLanes } from './laneQueue.ts';
import { markLane } from './laneStore.ts';

const { SETTINGS_SECONDS } = readEnvironment({ SETTINGS_SECONDS: z.coerce.number().min(0) });

/** The endpoints, up to `SETTINGS_SECONDS` old. */
const currentWebhooks = cachedFor(SETTINGS_SECONDS, readWebhooks);

/** An event and the message that brought it. */
type Arrived = { messageId: string; event: EventToDeliver };

/**
 * Hands a batch of messages on. May be repeated: an event has one delivery for each endpoint, however often it arrives.
 *
 * @returns the messages that are no events, which end in the dead-letter queue, and those whose deliveries could not be written
 */
export const fanOutMessages = async (records: SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const arrived: Arrived[] = [];
  const failed: string[] = [];
  for (const { messageId, body } of records) {
    const { data, error } = EventToDeliver.safeParse(parseJson(body));
    if (data) arrived.push({ messageId, event: data });
    else {
      log.error('message is no event', { messageId, fields: faultyFields(error) });
      failed.push(messageId);
    }
  }
  failed.push(...(await fanOut(arrived)));
  return failed.map((itemIdentifier) => ({ itemIdentifier }));
};

/**
 * Writes a delivery of each event to each endpoint that wants it, and has their lanes looked at, unless a call is doing so already.
 *
 * @returns the messages of which a delivery could not be written
 */
const fanOut = async (arrived: Arrived[]): Promise<string[]> => {
  const { webhooks } = await currentWebhooks();
  const now = new Date();
  const written = new Set<string>();
  const deliver = async (event: EventToDeliver): Promise<void> => {
    const wanting = webhooks.filter(({ disabled, events }) => !disabled && events.some((type) => type === event.type));
    const deliveries = wanting.map(({ id }) => newDelivery(id, event, now));
    await Promise.all(deliveries.map(recordDelivery));
    for (const { lane } of deliveries) written.add(lane);
  };
  const results = await Promise.allSettled(arrived.map(({ event }) => deliver(event)));
  const lanes = [...written];
  const isNeeded = await Promise.all(lanes.map(markLane));
  await enqueueLanes(lanes.filter((_, position) => isNeeded[position]));
  return arrived.flatMap(({ messageId }, position) => {
    const result = results[position];
    if (result?.status !== 'rejected') return [];
    log.error('event not handed on', { messageId, error: result.reason });
    return [messageId];
  });
};
