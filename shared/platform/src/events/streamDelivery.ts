import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { StreamReader, StreamRecord } from '../aws/dynamodb.ts';
import { InvocationRefused } from '../functions/lambdaRuntime.ts';
import { failedMessages } from './batchResult.ts';
import { sendTo } from './failureDestination.ts';
import type { Messaging } from './queueConsumer.ts';
import type { InvokeWithId, StreamMapping } from './streamMapping.ts';

type Delivery = Messaging &
  StreamMapping & {
    invoke: InvokeWithId;
    stream: StreamReader;
    /** Name of the function. */
    consumer: string;
    /** Aborted when the mapping is being closed. */
    signal: AbortSignal;
  };

/** Consecutive records that are passed to the function together, and the number of failed attempts for the first of them. */
type Batch = { records: StreamRecord[]; attempts: number };

type Failure = { requestId: string; functionError?: 'Unhandled' };

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

const numberOf = ({ dynamodb }: StreamRecord) => dynamodb.SequenceNumber;

/**
 * Calls the function with the records, in sequence, until each is processed or given up. Returns early if the mapping is being closed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export const deliver = async (delivery: Delivery, records: StreamRecord[]): Promise<void> => {
  const { stream, signal } = delivery;
  const batches: Batch[] = [{ records, attempts: 0 }];
  for (let batch = batches.shift(); batch && !signal.aborted; batch = batches.shift()) {
    const { attempts } = batch;
    const current = await giveUpTooOld(delivery, batch);
    if (current.length === 0) continue;
    const { done, counts, failure } = await invokeWith(delivery, current);
    const last = current[done - 1];
    if (last) await stream.advance(numberOf(last));
    if (done === current.length) continue;
    const next = { records: current.slice(done), attempts: (last ? 0 : attempts) + (counts ? 1 : 0) };
    const halves = last || !delivery.bisectBatchOnFunctionError ? undefined : halvesOf({ records: current, attempts });
    if (!halves && next.attempts > retriesOf(delivery)) {
      await giveUp(delivery, next, 'RetryAttemptsExhausted', failure);
      continue;
    }
    batches.unshift(...(halves ?? [next]));
    await wait(delayAfter(next.attempts), undefined, { signal }).catch(() => undefined);
  }
};

/** @returns how many leading records are processed, and whether the attempt counts: one that did not reach the function does not */
const invokeWith = async (
  delivery: Delivery,
  records: StreamRecord[],
): Promise<{ done: number; counts: boolean; failure: Failure }> => {
  const { functionArn, consumer, log } = delivery;
  const requestId = randomUUID();
  try {
    const result = await delivery.invoke(functionArn, { Records: records }, { requestId });
    const done = delivery.reportBatchItemFailures ? doneOf(result, records) : records.length;
    if (done < records.length)
      log.write('WARN', consumer, 'part of a stream batch failed', { done, of: records.length });
    return { done, counts: true, failure: { requestId } };
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    log.write('WARN', consumer, `stream batch of ${records.length} failed`, { reason });
    const counts = !(error instanceof InvocationRefused);
    return { done: 0, counts, failure: { requestId, functionError: 'Unhandled' } };
  }
};

/** Returns the number of records before the first one that the function reports as failed; 0 if its result is malformed. */
const doneOf = (result: unknown, records: StreamRecord[]): number => {
  const failed = failedMessages(result, records.map(numberOf));
  if (failed === 'all') return 0;
  const first = records.findIndex((record) => failed.has(numberOf(record)));
  return first === -1 ? records.length : first;
};

/** Returns the two halves of a batch, without counting an attempt; `undefined` for a single record. */
const halvesOf = ({ records, attempts }: Batch): Batch[] | undefined => {
  if (records.length < 2) return undefined;
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, attempts }));
};

const limitOf = (value: number | undefined) => (value === undefined || value < 0 ? Number.POSITIVE_INFINITY : value);

const retriesOf = ({ maximumRetryAttempts }: Delivery) => limitOf(maximumRetryAttempts);

const delayAfter = (attempts: number) => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));

/** @returns the records that are recent enough */
const giveUpTooOld = async (delivery: Delivery, { records, attempts }: Batch): Promise<StreamRecord[]> => {
  const oldest = Date.now() / 1000 - limitOf(delivery.maximumRecordAgeInSeconds);
  const young = records.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= oldest);
  if (young === 0) return records;
  const old = young === -1 ? records : records.slice(0, young);
  await giveUp(delivery, { records: old, attempts }, 'MaxRecordAgeExceeded', { requestId: randomUUID() });
  return records.slice(old.length);
};

/** Sends the records' position to the failure destination, retrying until it is accepted, and continues after the records. */
const giveUp = async (delivery: Delivery, batch: Batch, condition: string, failure: Failure): Promise<void> => {
  const { consumer, log, onFailureArn, stream, signal } = delivery;
  const last = batch.records.at(-1);
  if (!last) return;
  log.write('ERROR', consumer, 'stream records given up', { condition, records: batch.records.length, onFailureArn });
  const body = JSON.stringify(failureRecord(delivery, batch, condition, failure));
  for (let failures = 1; onFailureArn !== undefined; failures += 1) {
    const error = await sendTo(delivery, onFailureArn, body).then(
      () => undefined,
      (reason: unknown) => ({ reason }),
    );
    if (!error) break;
    log.write('ERROR', consumer, 'the failure destination was not reached; trying on', { error: error.reason });
    await wait(delayAfter(failures), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
  await stream.advance(numberOf(last));
};

const toTime = ({ dynamodb }: StreamRecord) => new Date(dynamodb.ApproximateCreationDateTime * 1000).toISOString();

/** Returns the message for a failure destination: where the records are, without their content. */
const failureRecord = (delivery: Delivery, batch: Batch, condition: string, { requestId, functionError }: Failure) => {
  const [first] = batch.records;
  const last = batch.records.at(-1);
  if (!first || !last) return {};
  return {
    requestContext: {
      requestId,
      functionArn: delivery.functionArn,
      condition,
      approximateInvokeCount: batch.attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(functionError ? { functionError } : {}),
    },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000000000000000000-00000000',
      startSequenceNumber: numberOf(first),
      endSequenceNumber: numberOf(last),
      approximateArrivalOfFirstRecord: toTime(first),
      approximateArrivalOfLastRecord: toTime(last),
      batchSize: batch.records.length,
      streamArn: delivery.streamArn,
    },
  };
};
