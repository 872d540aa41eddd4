import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '@aws-sdk/client-sqs';
import { log } from '@ecommerce/shared/log.ts';
import { byTime, eventOf, type ForwardedEvent } from './forwardedEvent.ts';
import { deleteMessages, enqueueInOrder, receiveMessages } from './intakeQueue.ts';

/** How long an event waits for others that have happened before it: topics deliver what is published together in any order. */
const HOLD_MS = 2_000;

/** The most events that wait at once. */
const MAX_HELD = 1_000;

type Held = { message: Message; event: ForwardedEvent; since: number };

/** How long a run goes on trying to move what it holds, after its deadline. */
const GRACE_MS = 5_000;

/** How long to wait after a failed attempt. */
const PAUSE_MS = 500;

/**
 * Moves events from the queue that the topics deliver to, in any order, into the one that keeps the order of each key: sorted by when they
 * happened. Only one call should run at a time. While SQS takes none, they are held, and nothing overtakes them.
 *
 * What is held at the end comes again. What cannot be read ends as a dead letter of its queue.
 *
 * @param deadline in epoch milliseconds
 */
export const putInOrder = async (deadline: number): Promise<void> => {
  let held: Held[] = [];
  let moved = 0;
  while (Date.now() < deadline || (held.length > 0 && Date.now() < deadline + GRACE_MS)) {
    const isOver = Date.now() >= deadline;
    if (!isOver && held.length < MAX_HELD) held.push(...readable(await receiveMessages()));
    const [oldest] = held;
    if (!oldest) continue;
    if (!isOver && held.length < MAX_HELD && Date.now() - oldest.since < HOLD_MS) continue;
    if (!(await release(held))) continue;
    moved += held.length;
    held = [];
  }
  log.info('events put in order', { moved, left: held.length });
};

const readable = (messages: readonly Message[]): Held[] =>
  messages.flatMap((message) => {
    const { Body = '', MessageAttributes, MessageId } = message;
    try {
      const { replayed, replayId } = MessageAttributes ?? {};
      const event = eventOf(Body, replayed?.StringValue === 'true', replayId?.StringValue);
      return [{ message, event, since: Date.now() }];
    } catch (error) {
      log.error('event not forwarded', { error, messageId: MessageId });
      return [];
    }
  });

/** They are deleted after they were enqueued: a crash in between enqueues them again. Returns whether they were enqueued. */
const release = async (held: readonly Held[]): Promise<boolean> => {
  try {
    await enqueueInOrder(held.map(({ event }) => event).toSorted(byTime));
    await deleteMessages(held.map(({ message }) => message));
    return true;
  } catch (error) {
    log.error('events not put in order', { error, held: held.length });
    await wait(PAUSE_MS);
    return false;
  }
};
