import { cachedFor } from '@ecommerce/shared/cachedFor.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import { faultyFields, parseJson } from '@ecommerce/shared/queueMessage.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { readWebhooks } from '../webhooks/webhookStore.ts';
import { EventToDeliver, newDelivery } from './delivery.ts';
import { recordDelivery, recordReplay } from './deliveryStore.ts';
import { enqueueLanes } from './laneQueue.ts';
import { markLane } from './laneStore.ts';

const { SETTINGS_SECONDS } = readEnvironment({ SETTINGS_SECONDS: z.coerce.number().min(0) });

/** The endpoints, up to `SETTINGS_SECONDS` old. */
const currentWebhooks = cachedFor(SETTINGS_SECONDS, readWebhooks);

/** An event, the message that brought it, and the run of a replay that sends it again. */
type Arrived = { messageId: string; event: EventToDeliver; replayId: string | undefined };

/** How long the lanes wait for the other events of a replay, in seconds: the topic delivers an order's events in any order. */
const REPLAY_SETTLES_SECONDS = 2;

/**
 * Hands a batch of messages on. May be repeated: an event has one delivery for each endpoint, however often it arrives,
 * and each run of a replay has it sent once more.
 *
 * @returns the messages that are no events, which end in the dead-letter queue, and those whose deliveries could not be written
 */
export const fanOutMessages = async (records: SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const arrived: Arrived[] = [];
  const failed: string[] = [];
  for (const { messageId, body, messageAttributes } of records) {
    const { data, error } = EventToDeliver.safeParse(parseJson(body));
    if (data) arrived.push({ messageId, event: data, replayId: messageAttributes.replayId?.stringValue });
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
  const written = { new: new Set<string>(), replayed: new Set<string>() };
  const deliver = async ({ event, replayId }: Arrived): Promise<void> => {
    const wanting = webhooks.filter(({ disabled, events }) => !disabled && events.some((type) => type === event.type));
    const deliveries = wanting.map(({ id }) => newDelivery(id, event, now));
    const isNew = replayId === undefined;
    await Promise.all(deliveries.map((each) => (isNew ? recordDelivery(each) : recordReplay(each, replayId))));
    for (const { lane } of deliveries) written[isNew ? 'new' : 'replayed'].add(lane);
  };
  const results = await Promise.allSettled(arrived.map(deliver));
  const lanes = [...new Set([...written.new, ...written.replayed])];
  const isNeeded = await Promise.all(lanes.map(markLane));
  await enqueueLanes(lanes.filter((lane, position) => isNeeded[position] && written.new.has(lane)));
  await enqueueLanes([...written.replayed], REPLAY_SETTLES_SECONDS);
  return arrived.flatMap(({ messageId }, position) => {
    const result = results[position];
    if (result?.status !== 'rejected') return [];
    log.error('event not handed on', { messageId, error: result.reason });
    return [messageId];
  });
};
