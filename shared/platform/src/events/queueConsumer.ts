import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GRACE_MS, waitAtMost } from '../grace.ts';
import type { PlatformLog } from '../log/functionLog.ts';

/** A source that delivers events to a function until it is closed; `close` waits up to 5 s for work in flight. */
export type EventSource = { close(): Promise<void> };

/** The options of every event source that uses SQS and SNS. */
export type Messaging = {
  /** URL of the SQS and SNS endpoint. */
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  log: PlatformLog;
};

type Consumer = Messaging & {
  queueName: string;
  batchSize: number;
  /** How long a batch waits to fill up. */
  windowSeconds: number;
  /** The number of concurrent batches. */
  concurrency: number;
  /** @returns the handled messages; the others return after their visibility timeout. It must not reject. */
  handle(messages: Message[]): Promise<Message[]>;
};

// A poll is never aborted, since its messages would stay invisible for a while; so it has to be short.
const LONG_POLL_SECONDS = 1;
const FILL_POLL_MS = 250;
const RETRY_MS = 500;
const RECEIVE_LIMIT = 10;

export const sqsClient = ({ endpoint, region, credentials }: Messaging): SQSClient =>
  new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false, maxAttempts: 1 });

/** Receives batches of messages from a queue, with one poll at a time, up to a number of concurrent batches. */
export const consumeQueue = (options: Consumer): EventSource => {
  const { queueName, log, concurrency, handle } = options;
  const sqs = sqsClient(options);
  const closing = new AbortController();
  const { signal } = closing;
  const inFlight = new Set<Promise<void>>();
  let queueUrl: string | undefined;

  const process = async (messages: Message[]) => {
    const done = await handle(messages);
    for (let index = 0; index < done.length; index += RECEIVE_LIMIT) {
      await deleteMessages(sqs, queueUrl, done.slice(index, index + RECEIVE_LIMIT), options);
    }
  };
  const pollOnce = async () => {
    queueUrl ??= (await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
    const messages = await receiveBatch(sqs, queueUrl, options, signal);
    if (messages.length === 0) return;
    const work: Promise<void> = process(messages).finally(() => inFlight.delete(work));
    inFlight.add(work);
  };
  const poll = async () => {
    let failing = false;
    while (!signal.aborted) {
      if (inFlight.size >= concurrency) await Promise.race(inFlight);
      try {
        await pollOnce();
        failing = false;
      } catch (error) {
        if (signal.aborted) return;
        if (!failing) log.write('ERROR', queueName, 'the queue cannot be read; trying on', { error });
        failing = true;
        await wait(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  };
  const polling = poll();

  return {
    close: async () => {
      closing.abort();
      const ended = polling.then(() => Promise.all(inFlight));
      await waitAtMost(ended, GRACE_MS);
      sqs.destroy();
    },
  };
};

/** Receives the first messages, and those that follow while the batch may still fill up. */
const receiveBatch = async (
  sqs: SQSClient,
  queueUrl: string | undefined,
  { batchSize, windowSeconds }: Consumer,
  signal: AbortSignal,
): Promise<Message[]> => {
  const receive = async (most: number, waitSeconds: number) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(RECEIVE_LIMIT, most),
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    return (await sqs.send(command)).Messages ?? [];
  };
  const batch = await receive(batchSize, LONG_POLL_SECONDS);
  const until = Date.now() + windowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && Date.now() < until && !signal.aborted) {
    const more = await receive(batchSize - batch.length, 0).catch(() => []);
    batch.push(...more);
    if (more.length === 0) await wait(FILL_POLL_MS);
  }
  return batch;
};

const deleteMessages = async (
  sqs: SQSClient,
  queueUrl: string | undefined,
  messages: Message[],
  { log, queueName }: Consumer,
): Promise<void> => {
  const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  try {
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    if (Failed.length > 0) log.write('WARN', queueName, 'handled messages were not deleted', { failed: Failed.length });
  } catch (error) {
    log.write('ERROR', queueName, 'handled messages were not deleted and will come again', { error });
  }
};
