import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ConsumerSetting, QueueSetting } from './deployment.ts';
import type { Functions } from './functions.ts';
import type { World } from './world.ts';

export type MessageAttributes = Record<string, { DataType?: string; StringValue?: string } | undefined>;

type Message = {
  /** Derived from its sender; the same in each replay. */
  id: string;
  body: string;
  attributes: MessageAttributes;
  sentAt: number;
  receives: number;
  visibleAt: number;
  isDeleted: boolean;
};

type Queue = QueueSetting & {
  messages: Map<string, Message>;
  consumer: ConsumerSetting | undefined;
  running: number;
  pollAt: number;
};

/** How long a message and a late message take to arrive, and how long a poller waits for more (ms). */
const [WAY_MS, LATE_MS, POLL_MS] = [30, 120_000, 25];

/** Simulates SQS: queues deliver messages at least once, in any order; pollers pass them to functions in batches. */
export class Queues {
  readonly #world: World;
  readonly #functions: Functions;
  readonly #queues = new Map<string, Queue>();
  /** Whether messages that a function reported as failed are deleted all the same. */
  ignoresFailures = false;
  /** Messages by their receipt handles. */
  readonly #receipts = new Map<string, { queue: Queue; message: Message }>();

  constructor(world: World, functions: Functions, settings: QueueSetting[], consumers: ConsumerSetting[]) {
    this.#world = world;
    this.#functions = functions;
    for (const setting of settings) {
      const consumer = consumers.find(({ queue }) => queue === setting.name);
      this.#queues.set(setting.name, {
        ...setting,
        messages: new Map(),
        consumer,
        running: 0,
        pollAt: Number.POSITIVE_INFINITY,
      });
    }
  }

  /** Returns the bodies of the messages in a queue. */
  bodies(name: string): string[] {
    return [...this.#queue(name).messages.values()].map(({ body }) => body);
  }

  /** Number of messages in queues that have a consumer. */
  get waiting(): number {
    return [...this.#queues.values()].reduce(
      (count, { consumer, messages }) => count + (consumer ? messages.size : 0),
      0,
    );
  }

  /** Puts a message into a queue, hidden for `delaySeconds`; it may arrive late, or twice. */
  send(name: string, body: string, attributes: MessageAttributes, id: string, delaySeconds = 0): void {
    const world = this.#world;
    const queue = this.#queue(name);
    const what = `message ${id} in ${name}`;
    const isLate = queue.consumer !== undefined && world.injectsFault(id, 'late', what, 0.5);
    const delay = delaySeconds * 1000 + world.draw(`${id} way`) * (isLate ? LATE_MS : WAY_MS);
    const message = {
      id,
      body,
      attributes,
      sentAt: world.now,
      receives: 0,
      visibleAt: world.now + delay,
      isDeleted: false,
    };
    if (queue.messages.has(id)) throw new Error(`Two messages are called ${id}`);
    queue.messages.set(id, message);
    this.#pollAt(queue, message.visibleAt);
    if (queue.consumer && world.injectsFault(id, 'twice', what, 0.5)) {
      world.after(world.draw(`${id} again`) * queue.visibilitySeconds * 1000, () => this.#deliverAgain(queue, message));
    }
  }

  changeVisibility(receipt: string, seconds: number): void {
    const { queue, message } = this.#receipts.get(receipt) ?? {};
    if (!queue || !message)
      throw Object.assign(new Error('The receipt handle is not valid'), { name: 'ReceiptHandleIsInvalid' });
    message.visibleAt = this.#world.now + seconds * 1000;
    this.#pollAt(queue, message.visibleAt);
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw Object.assign(new Error(`No queue ${name}`), { name: 'QueueDoesNotExist' });
    return queue;
  }

  /** Delivers a received message again, now and then, even a deleted one, as SQS may. */
  #deliverAgain(queue: Queue, message: Message): void {
    message.visibleAt = this.#world.now;
    queue.messages.set(message.id, message);
    this.#pollAt(queue, message.visibleAt);
  }

  /** Has a poller check the queue soon after `at`. */
  #pollAt(queue: Queue, at: number): void {
    if (!queue.consumer || queue.pollAt <= at) return; // That poll schedules the next one
    const world = this.#world;
    queue.pollAt = at;
    const wait = POLL_MS * world.draw(`poll ${queue.name} ${at - world.start}`);
    world.after(at - world.now + wait, () => {
      if (queue.pollAt === at) queue.pollAt = Number.POSITIVE_INFINITY;
      this.#poll(queue);
    });
  }

  #poll(queue: Queue): void {
    const world = this.#world;
    const { consumer } = queue;
    if (!consumer) return;
    const batch: Message[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const message of queue.messages.values()) {
      if (message.visibleAt > world.now) {
        next = Math.min(next, message.visibleAt);
      } else if (queue.running >= consumer.concurrency) {
        next = Math.min(next, world.now + 100);
      } else if (batch.length < consumer.batchSize) {
        if (message.receives >= queue.maxReceives) this.#setAside(queue, message);
        else batch.push(message);
      } else next = world.now + 1;
    }
    if (next < Number.POSITIVE_INFINITY) this.#pollAt(queue, next);
    if (batch.length > 0) this.#handOver(queue, consumer, batch);
  }

  #setAside(queue: Queue, message: Message): void {
    queue.messages.delete(message.id);
    if (queue.deadLetterQueue === undefined) return;
    this.#world.record(`message ${message.id} moved to ${queue.deadLetterQueue}`);
    this.#queue(queue.deadLetterQueue).messages.set(message.id, message);
  }

  #handOver(queue: Queue, consumer: ConsumerSetting, batch: Message[]): void {
    const world = this.#world;
    batch.sort((one, other) => world.draw(`${one.id} ${one.receives}`) - world.draw(`${other.id} ${other.receives}`));
    queue.running += 1;
    for (const message of batch) {
      message.receives += 1;
      message.visibleAt = world.now + queue.visibilitySeconds * 1000;
      this.#receipts.set(receiptOf(message), { queue, message });
    }
    this.#pollAt(queue, world.now + queue.visibilitySeconds * 1000);
    const cause = batch.map(receiptOf).join();
    void this.#functions
      .invoke(consumer.functionName, JSON.stringify(eventOf(queue, batch)), cause, cause)
      .then((outcome) => {
        queue.running -= 1;
        if ('errorType' in outcome) return; // They are delivered again after the visibility timeout
        const { batchItemFailures = [] } = JSON.parse(outcome.value ?? '{}') as SQSBatchResponse;
        const failures = this.ignoresFailures ? [] : batchItemFailures;
        const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
        for (const message of batch) if (!failed.has(message.id)) queue.messages.delete(message.id);
        this.#pollAt(queue, world.now);
      });
  }
}

const receiptOf = ({ id, receives }: Message): string => `${id}/${receives}`;

const eventOf = ({ name }: Queue, batch: Message[]): SQSEvent => ({
  Records: batch.map((message) => ({
    messageId: message.id,
    receiptHandle: receiptOf(message),
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: String(Math.floor(message.sentAt)),
      SenderId: 'simulation',
      ApproximateFirstReceiveTimestamp: String(Math.floor(message.sentAt)),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([key, value]) => [
        key,
        { stringValue: value?.StringValue ?? '', dataType: (value?.DataType ?? 'String') as 'String' },
      ]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: name,
    awsRegion: 'eu-west-1',
  })),
});
