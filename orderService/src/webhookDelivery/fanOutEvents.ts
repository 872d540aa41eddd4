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

/**
 * Hands a batch of messages on.
 *
 * @returns the messages that are no events: they end in the dead-letter queue
 */
export const fanOutMessages = async (records: SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const batchItemFailures: SQSBatchItemFailure[] = [];
  const events: EventToDeliver[] = [];
  for (const { messageId, body } of records) {
    const { data, error } = EventToDeliver.safeParse(parseJson(body));
    if (data) events.push(data);
    else {
      log.error('message is no event', { messageId, fields: faultyFields(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  await fanOutEvents(events);
  return batchItemFailures;
};

/**
 * Writes a delivery of each event to each endpoint that wants it, and has their lanes looked at, unless a call is doing so already. May be
 * repeated: an event has one delivery for each endpoint, however often it arrives.
 */
const fanOutEvents = async (events: EventToDeliver[]): Promise<void> => {
  const { webhooks } = await currentWebhooks();
  const now = new Date();
  const deliveries = events.flatMap((event) =>
    webhooks
      .filter((webhook) => !webhook.disabled && webhook.events.some((type) => type === event.type))
      .map(({ id }) => newDelivery(id, event, now)),
  );
  await Promise.all(deliveries.map(recordDelivery));
  const lanes = [...new Set(deliveries.map(({ lane }) => lane))];
  const isNeeded = await Promise.all(lanes.map(markLane));
  await enqueueLanes(lanes.filter((_, position) => isNeeded[position]));
};
