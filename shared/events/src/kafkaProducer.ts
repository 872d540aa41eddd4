import { setTimeout as wait } from 'node:timers/promises';
import { batchesOf } from '@ecommerce/shared/events/batchesOf.ts';
import { Producer, stringSerializers } from '@platformatic/kafka';
import type { ForwardedEvent } from './forwardedEvent.ts';
import type { SendEvents } from './forwardToKafka.ts';
import { accessOf, type KafkaSettings } from './kafkaSettings.ts';

/** How long a broker may take, in milliseconds. An outage is waited out by the queue, not here. */
const TIMES = { connectTimeout: 3_000, requestTimeout: 5_000, timeout: 5_000, retries: 2, retryDelay: 300 };

/** How long all attempts to send something may take together, with the secret, in milliseconds. */
const LIMIT_MS = 12_000;

/**
 * Returns what sends events of a stage to its brokers: each aggregate to a topic of its own, with the order, product or variant as key, so
 * that all of its events are in one partition, in order. The producer is idempotent and waits for all replicas in sync; after an error
 * it is replaced, since what it has sent is then unknown.
 */
export const kafkaSender = (
  settings: KafkaSettings,
  stage: string,
  limitMs = LIMIT_MS,
): SendEvents & { close: () => Promise<void> } => {
  let producer: Promise<StringProducer> | undefined;
  const close = async () => {
    const closing = producer;
    producer = undefined;
    await closing?.then((opened) => opened.close(true)).catch(() => undefined); // it is of no use any more
  };
  const sendAll = async (opening: Promise<StringProducer>, events: readonly ForwardedEvent[]) => {
    const opened = await opening;
    for (const batch of batchesOf(events, ({ body }) => Buffer.byteLength(body)))
      await opened.send({ messages: batch.map((event) => messageOf(event, stage)), acks: -1 });
  };
  const send: SendEvents = async (events) => {
    producer ??= openProducer(settings);
    try {
      await within(limitMs, sendAll(producer, events));
    } catch (error) {
      void close(); // what does not answer may not answer that either
      throw error;
    }
  };
  return Object.assign(send, { close });
};

const within = async (milliseconds: number, work: Promise<void>): Promise<void> => {
  const timer = new AbortController();
  const tooLate = wait(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Nothing has answered within ${milliseconds} ms`);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    timer.abort();
  }
};

type StringProducer = Producer<string, string, string, string>;

const openProducer = async (settings: KafkaSettings): Promise<StringProducer> => {
  const { sasl, ca } = await accessOf(settings);
  return new Producer({
    ...{ ...TIMES, clientId: 'ecommerce-events', bootstrapBrokers: settings.brokers, serializers: stringSerializers },
    ...{ idempotent: true, autocreateTopics: false },
    ...(settings.isEncrypted ? { tls: ca === undefined ? {} : { ca }, tlsServerName: true } : {}), // named: clusters share addresses
    ...(sasl ? { sasl } : {}),
  });
};

/** The name of an aggregate's topic. */
const kafkaTopic = (stage: string, aggregate: ForwardedEvent['aggregate']): string => `ecommerce.${stage}.${aggregate}`;

const messageOf = (event: ForwardedEvent, stage: string) => {
  const { type, id, version, correlationId, isReplayed } = event;
  return {
    topic: kafkaTopic(stage, event.aggregate),
    key: event.key,
    value: event.body,
    headers: { type, id, version: String(version), correlationId, ...(isReplayed ? { replayed: 'true' } : {}) },
  };
};
