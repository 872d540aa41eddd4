import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalDynamoDb, type StreamRecord, startDynamoDb } from '../../src/aws/dynamodb.ts';
import { startStorageAndMessaging } from '../../src/aws/storage.ts';
import { type EventSource, type StreamMapping, startStreamMapping } from '../../src/events/eventSources.ts';
import { InvocationRefused } from '../../src/functions/lambdaRuntime.ts';
import { connect, key, shopTable } from '../aws/dynamodb/dynamodbClient.ts';
import { clients, platform } from '../aws/storage/storageClients.ts';
import { recordedLog } from '../log/recordedLog.ts';

const { region, credentials } = platform;
const log = recordedLog();
const functionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:index';
let storage: Awaited<ReturnType<typeof startStorageAndMessaging>>;
let aws: ReturnType<typeof clients>;
let dynamodb: LocalDynamoDb;
let client: DynamoDB;
const running: EventSource[] = [];

beforeAll(async () => {
  storage = await startStorageAndMessaging(platform);
  aws = clients(storage.url);
  dynamodb = await startDynamoDb({ port: 0 });
  client = connect(dynamodb.url);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.close()));
  log.lines.length = 0;
});
afterAll(async () => {
  aws.destroy();
  client.destroy();
  await storage.close();
  await dynamodb.close();
});

let tables = 0;
/** A table of its own with a stream that has these items. */
const createTable = async (items: string[] = []) => {
  tables += 1;
  const name = `Shop${tables}`;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const };
  const { TableDescription } = await client.createTable({ ...shopTable(name), StreamSpecification });
  const put = async (ids: string[]) => {
    for (const id of ids) await client.putItem({ TableName: name, Item: key(id) });
  };
  await put(items);
  return { name, put, streamArn: TableDescription?.LatestStreamArn ?? '' };
};

type Call = { ids: string[]; records: StreamRecord[] };
/** A mapping whose calls are kept, with what `answer` makes of each. */
const map = (streamArn: string, answer: (call: Call, count: number) => unknown, more: Partial<StreamMapping> = {}) => {
  const calls: Call[] = [];
  const invoke = async (_: string, event: unknown) => {
    const { Records: records } = event as { Records: StreamRecord[] };
    const call = { ids: records.map((record) => record.dynamodb.Keys.pk?.S as string), records };
    calls.push(call);
    return answer(call, calls.length);
  };
  const mapping = startStreamMapping({
    ...{ endpoint: storage.url, region, credentials, log, functionArn, streamArn, startingPosition: 'TRIM_HORIZON' },
    ...{ openStream: dynamodb.openStream, invoke },
    ...more,
  });
  running.push(mapping);
  return { calls, mapping, ids: () => calls.map(({ ids }) => ids.join('')) };
};

const until = async (condition: () => unknown) => {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(10)) if (await condition()) return;
  throw new Error('did not come about within 15 s');
};
const failing = (id: string) => (call: Call) => {
  if (call.ids.includes(id)) throw new Error(`no ${id}`);
};
const partial = (id: string) => (call: Call) => ({
  batchItemFailures: call.records
    .filter((record) => record.dynamodb.Keys.pk?.S === id)
    .map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })),
});

const createQueue = async (name: string) => {
  await aws.sqs.send(new CreateQueueCommand({ QueueName: name }));
  return `arn:aws:sqs:${region}:000000000000:${name}`;
};
const letters = async (name: string) => {
  const QueueUrl = `${storage.url}/000000000000/${name}`;
  const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
};

describe('a stream mapping', () => {
  test('brings what was there and what comes, in batches and in order', async () => {
    const { streamArn, put } = await createTable(['a', 'b', 'c', 'd', 'e']);
    const { ids } = map(streamArn, () => undefined, { batchSize: 2 });
    await until(() => ids().length === 3);

    await put(['f']);
    await until(() => ids().length === 4);

    expect(ids()).toEqual(['ab', 'cd', 'e', 'f']);
  });

  test('waits for a batch to fill up as long as the batching window allows', async () => {
    const { streamArn, put } = await createTable(['a']);
    const { ids } = map(streamArn, () => undefined, { batchSize: 3, maximumBatchingWindowInSeconds: 1 });
    await sleep(100);

    await put(['b', 'c', 'd']);
    await until(() => ids().length === 2);

    expect(ids()).toEqual(['abc', 'd']);
  });

  test('tries a batch that fails again, before anything that follows it', async () => {
    const { streamArn, put } = await createTable(['a', 'b']);
    const { ids } = map(streamArn, (_, count) => (count < 3 ? Promise.reject(new Error('down')) : undefined));
    await until(() => ids().length === 1);
    await put(['c']);
    await until(() => ids().length === 4);

    expect(ids()).toEqual(['ab', 'ab', 'ab', 'c']);
  });

  test('goes on with the record that the function names as failed', async () => {
    const { streamArn } = await createTable(['a', 'b', 'c', 'd']);
    let mended = false;
    const { ids } = map(streamArn, (call) => (mended ? undefined : partial('c')(call)), {
      reportBatchItemFailures: true,
    });
    await until(() => ids().length === 2);
    mended = true;
    await until(() => ids().length === 3);

    expect(ids()).toEqual(['abcd', 'cd', 'cd']);
  });

  test('counts the attempts of a record that has come to the front from there', async () => {
    const { streamArn } = await createTable(['a', 'b', 'c']);
    const fails = [partial('b'), partial('c')];
    const { ids } = map(streamArn, (call, count) => fails[count - 1]?.(call), {
      ...{ reportBatchItemFailures: true, maximumRetryAttempts: 1 },
    });
    await until(() => ids().length === 3);

    expect(ids()).toEqual(['abc', 'bc', 'c']);
    expect(log.text()).not.toContain('given up');
  });

  test('takes a malformed result for the failure of the whole batch, and none at all unless it asks for one', async () => {
    const first = await createTable(['a', 'b']);
    const second = await createTable(['a', 'b']);
    const malformed = () => ({ batchItemFailures: [{ itemIdentifier: '' }] });
    const asking = map(first.streamArn, (_, count) => (count === 1 ? malformed() : undefined), {
      reportBatchItemFailures: true,
    });
    const deaf = map(second.streamArn, malformed);
    await until(() => asking.ids().length === 2);

    expect(asking.ids()).toEqual(['ab', 'ab']);
    expect(deaf.ids()).toEqual(['ab']);
  });

  test('after its retries gives a batch up, tells the queue where it is, and goes on', async () => {
    const { streamArn, put } = await createTable(['a', 'b']);
    const { ids, calls } = map(streamArn, failing('a'), {
      maximumRetryAttempts: 1,
      onFailureArn: await createQueue('given-up'),
    });
    await until(() => ids().length === 2);
    await put(['c']);
    await until(() => ids().length === 3);

    expect(ids()).toEqual(['ab', 'ab', 'c']);
    const [first, last] = calls[0]?.records ?? [];
    expect(await letters('given-up')).toEqual([
      {
        requestContext: {
          ...{ requestId: expect.any(String), functionArn, condition: 'RetryAttemptsExhausted' },
          approximateInvokeCount: 2,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        ...{ version: '1.0', timestamp: expect.any(String) },
        DDBStreamBatchInfo: {
          shardId: expect.stringMatching(/^shardId-/),
          startSequenceNumber: first?.dynamodb.SequenceNumber,
          endSequenceNumber: last?.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: expect.any(String),
          approximateArrivalOfLastRecord: expect.any(String),
          ...{ batchSize: 2, streamArn },
        },
      },
    ]);
  });

  test('halves a batch that fails until the bad record is alone', async () => {
    const { streamArn } = await createTable(['a', 'b', 'c', 'd']);
    const { ids } = map(streamArn, failing('c'), {
      ...{ bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 },
      onFailureArn: await createQueue('halved'),
    });
    await until(() => ids().at(-1) === 'd');

    expect(ids()).toEqual(['abcd', 'ab', 'cd', 'c', 'd']);
    expect(await letters('halved')).toMatchObject([{ DDBStreamBatchInfo: { batchSize: 1 } }]);
  });

  test('with partial results and halving gives up the bad record alone', async () => {
    const { streamArn } = await createTable(['a', 'b', 'c', 'd', 'e']);
    const { ids } = map(streamArn, partial('b'), {
      ...{ bisectBatchOnFunctionError: true, maximumRetryAttempts: 1, reportBatchItemFailures: true },
      onFailureArn: await createQueue('alone'),
    });
    await until(() => ids().at(-1) === 'de');

    expect(ids()).toEqual(['abcde', 'bcde', 'bc', 'b', 'c', 'de']);
    expect(await letters('alone')).toMatchObject([{ DDBStreamBatchInfo: { batchSize: 1 } }]);
  });

  test('gives up what has become too old', async () => {
    const { streamArn, put } = await createTable(['a']);
    const { ids } = map(streamArn, failing('a'), {
      maximumRecordAgeInSeconds: 1,
      onFailureArn: await createQueue('old'),
    });
    await until(() => log.text().includes('MaxRecordAgeExceeded'));
    await put(['b']);
    await until(() => ids().at(-1) === 'b');

    expect(await letters('old')).toMatchObject([{ requestContext: { condition: 'MaxRecordAgeExceeded' } }]);
  });

  test('does not count a call that never reached the function, nor loses records to a queue that is not there', async () => {
    const { streamArn } = await createTable(['a']);
    const refused = new InvocationRefused('ResourceNotFoundException', 'no function');
    const { ids } = map(streamArn, (_, count) => Promise.reject(count < 3 ? refused : new Error('down')), {
      ...{ maximumRetryAttempts: 0, onFailureArn: `arn:aws:sqs:${region}:000000000000:later` },
    });
    await until(() => log.text().includes('the failure destination was not reached'));
    await createQueue('later');
    await until(async () => (await letters('later')).length === 1);

    expect(ids()).toEqual(['a', 'a', 'a']);
  });

  test('closed in the middle of a batch lets it finish; the next one goes on behind it', async () => {
    const { streamArn, put } = await createTable(['a']);
    const former = map(streamArn, () => sleep(80));
    await until(() => former.ids().length === 1);
    await former.mapping.close();
    await put(['b']);
    const next = map(streamArn, () => undefined);
    await until(() => next.ids().length === 1);

    expect(former.ids()).toEqual(['a']);
    expect(next.ids()).toEqual(['b']);
  });

  test('closed while it waits for another attempt leaves the batch to the next one', async () => {
    const { streamArn } = await createTable(['a']);
    const former = map(streamArn, failing('a'));
    await until(() => former.ids().length === 1);
    await former.mapping.close();
    const next = map(streamArn, () => undefined);
    await until(() => next.ids().length === 1);

    expect(former.ids().length).toBeLessThan(3);
    expect(next.ids()).toEqual(['a']);
  });

  test('says so when its stream is not there', async () => {
    map('arn:aws:dynamodb:eu-west-1:000000000000:table/None/stream/2020-01-01T00:00:00.000', () => undefined);
    await until(() => log.text().includes('its stream is not read any more'));

    expect(log.text()).toContain('Stream: arn:aws:dynamodb:eu-west-1:000000000000:table/None/stream');
  });
});
