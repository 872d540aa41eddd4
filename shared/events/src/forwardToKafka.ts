import { log } from '@ecommerce/shared/log.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { eventIn, type ForwardedEvent } from './forwardedEvent.ts';
import { isRefusal, reasonsOf } from './kafkaErrors.ts';

/** Sends events to the brokers, in their order; all or, as far as the caller can know, none. */
export type SendEvents = (events: readonly ForwardedEvent[]) => Promise<void>;

/** How long after its start a call still sends single events, in milliseconds. With the time of one more that is less than the function has. */
const SINGLY_MS = 15_000;

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
  const until = Date.now() + SINGLY_MS;
  const waiting = records.map((record) => ({ record, event: readEvent(record) }));
  const events = waiting.flatMap(({ event }) => event ?? []);
  if (events.length < waiting.length) return oneByOne(waiting, send, until);
  try {
    await send(events);
    return [];
  } catch (error) {
    log.warn('events not sent', { error, reasons: reasonsOf(error), events: events.length });
    if (waiting.length === 1 || !isRefusal(error)) return records.map(failureOf);
    return oneByOne(waiting, send, until);
  }
};

type Outcome = 'sent' | 'refused' | 'outage' | 'left';

type Waiting = { record: SQSRecord; event: ForwardedEvent | undefined };

/**
 * Sends each event by itself, so that one that the brokers refuse, or whose partition takes nothing now, holds up only what follows it of
 * its key. What is left when no broker is reached any more, or when the time is over, comes again.
 */
const oneByOne = async (waiting: Waiting[], send: SendEvents, until: number): Promise<SQSBatchItemFailure[]> => {
  const failures: SQSBatchItemFailure[] = [];
  const heldUp = new Set<string | undefined>();
  let isOver = false;
  for (const { record, event } of waiting) {
    const key = record.attributes.MessageGroupId;
    isOver ||= Date.now() >= until;
    const outcome: Outcome = isOver || heldUp.has(key) || !event ? 'left' : await sendOne(event, key, send);
    isOver ||= outcome === 'outage';
    if (outcome === 'sent') continue;
    heldUp.add(key);
    failures.push(failureOf(record));
  }
  return failures;
};

const sendOne = async (event: ForwardedEvent, key: string | undefined, send: SendEvents): Promise<Outcome> => {
  try {
    await send([event]);
    return 'sent';
  } catch (error) {
    log.error('event not sent', { error, reasons: reasonsOf(error), key, type: event.type });
    return isRefusal(error) ? 'refused' : 'outage';
  }
};

/** Returns the event of a record; `undefined` for what is none, which only a person can have put into the queue. */
const readEvent = (record: SQSRecord): ForwardedEvent | undefined => {
  try {
    return eventIn(record);
  } catch (error) {
    log.error('event not sent', { error, key: record.attributes.MessageGroupId });
    return undefined;
  }
};

const failureOf = ({ messageId }: SQSRecord): SQSBatchItemFailure => ({ itemIdentifier: messageId });
