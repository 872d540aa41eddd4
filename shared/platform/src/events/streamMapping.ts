import { setTimeout as wait } from 'node:timers/promises';
import type { LocalDynamoDb, StreamReader, StreamRecord } from '../aws/dynamodb.ts';
import { GRACE_MS, waitAtMost } from '../grace.ts';
import type { EventSource, Messaging } from './queueConsumer.ts';
import { deliver } from './streamDelivery.ts';

/** `AWS::Lambda::EventSourceMapping` of a DynamoDB stream. */
export type StreamMapping = {
  streamArn: string;
  functionArn: string;
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** 100 by default. */
  batchSize?: number;
  maximumBatchingWindowInSeconds?: number;
  /** Retries of a batch before it is given up; if absent or -1, it is retried for ever. */
  maximumRetryAttempts?: number;
  /** Older records are given up; if absent or -1, none is. */
  maximumRecordAgeInSeconds?: number;
  bisectBatchOnFunctionError?: boolean;
  /** `FunctionResponseTypes` contains `ReportBatchItemFailures`. */
  reportBatchItemFailures?: boolean;
  /** Queue or topic for records that are given up. */
  onFailureArn?: string;
};

type Options = Messaging & StreamMapping & { openStream: LocalDynamoDb['openStream']; invoke: InvokeWithId };

/** Invokes a function with a given request id. */
export type InvokeWithId = (functionArn: string, event: unknown, options: { requestId: string }) => Promise<unknown>;

const FILL_MS = 50;

/**
 * Delivers a stream's records to a function, batch by batch in sequence: a failing batch blocks those after it. The position is stored
 * after each batch; the number of failures is not, so after a kill it is counted from zero.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export const startStreamMapping = (options: Options): EventSource => {
  const { streamArn, functionArn, startingPosition, log } = options;
  const consumer = functionArn.slice(functionArn.lastIndexOf(':') + 1);
  const closing = new AbortController();
  const { signal } = closing;
  const run = async () => {
    const stream = await options.openStream({ streamArn, consumer, startingPosition });
    try {
      while (!signal.aborted) {
        await stream.changed(signal);
        for (let batch = await nextBatch(stream); batch.length > 0; batch = await nextBatch(stream)) {
          await deliver({ ...options, stream, signal, consumer }, batch);
          if (signal.aborted) return;
        }
      }
    } finally {
      stream.close();
    }
  };
  const nextBatch = async (stream: StreamReader): Promise<StreamRecord[]> => {
    const { batchSize = 100, maximumBatchingWindowInSeconds: window = 0 } = options;
    const batch = signal.aborted ? [] : await stream.read(batchSize);
    if (batch.length === 0 || batch.length >= batchSize || window === 0) return batch;
    const until = AbortSignal.any([signal, AbortSignal.timeout(window * 1000)]);
    let fuller = batch;
    while (fuller.length < batchSize && !until.aborted) {
      await stream.changed(until);
      await wait(FILL_MS);
      fuller = await stream.read(batchSize);
    }
    return signal.aborted ? [] : fuller;
  };
  const running = run().catch((error: unknown) => {
    if (!signal.aborted) log.write('ERROR', consumer, 'its stream is not read any more', { error });
  });
  return {
    close: async () => {
      closing.abort();
      await waitAtMost(running, GRACE_MS);
    },
  };
};
