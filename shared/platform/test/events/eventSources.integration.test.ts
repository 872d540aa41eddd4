import { setTimeout as wait } from 'node:timers/promises';
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SNSEvent, SQSEvent } from 'aws-lambda';
import { startStorageAndMessaging } from '../../src/aws/storage.ts';
import {
  type EventSource,
  type QueueMapping,
  sendToDeadLetter,
  startQueueMapping,
  subscribeFunction,
} from '../../src/events/eventSources.ts';
import { clients, platform } from '../aws/storage/storageClients.ts';
import { recordedLog } from '../log/recordedLog.ts';

const { region, credentials } = platform;
const log = recordedLog();
let storage: Awaited<ReturnType<typeof startStorageAndMessaging>>;
let aws: ReturnType<typeof clients>;
const open: EventSource[] = [];

beforeAll(async () => {
  storage = await startStorageAndMessaging(platform);
  aws = clients(storage.url);
});
afterEach(() => {
  log.lines.length = 0;
});
afterAll(async () => {
  await Promise.all(open.map((source) => source.close()));
  aws.destroy();
  await storage.close();
});

let queues = 0;
const createQueue = async (attributes: Record<string, string> = {}) => {
  queues += 1;
  const QueueName = `queue-${queues}`;
  await aws.sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  return { arn: `arn:aws:sqs:${region}:000000000000:${QueueName}`, url: `${storage.url}/000000000000/${QueueName}` };
};
const send = async (url: string, bodies: string[]) => {
  for (let index = 0; index < bodies.length; index += 10) {
    const entries = bodies.slice(index, index + 10).map((body, id) => ({ Id: String(id), MessageBody: body }));
    await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
  }
};
const left = async (url: string) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const { Attributes = {} } = await aws.sqs.send(command);
  return {
    ready: Number(Attributes.ApproximateNumberOfMessages),
    hidden: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
};
const until = async (condition: () => unknown) => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await condition()) return;
    await wait(10);
  }
  throw new Error('did not come about within 3 s');
};
/** A mapping whose invocations are kept, with what `answer` makes of each. */
const map = (queueArn: string, answer: (event: SQSEvent) => unknown, more: Partial<QueueMapping> = {}) => {
  const events: SQSEvent[] = [];
  const invoke = async (_: string, event: unknown) => {
    events.push(event as SQSEvent);
    return answer(event as SQSEvent);
  };
  const place = { endpoint: storage.url, region, credentials, log, functionArn: 'arn:aws:lambda:x:y:function:f' };
  const mapping = startQueueMapping({ ...place, queueArn, invoke, ...more });
  open.push(mapping);
  return { events, mapping };
};
const bodies = (events: SQSEvent[]) => events.flatMap(({ Records }) => Records.map(({ body }) => body)).sort();

describe('a queue mapping', () => {
  test("hands messages to the function in Lambda's form and deletes them", async () => {
    const { arn, url } = await createQueue();
    const { events } = map(arn, () => undefined);
    const attributes = {
      correlationId: { DataType: 'String', StringValue: 'c-1' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    };

    await aws.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'one', MessageAttributes: attributes }));
    await until(async () => events.length === 1 && (await left(url)).hidden === 0);

    expect(events[0]?.Records).toEqual([
      {
        ...{ messageId: expect.any(String), receiptHandle: expect.any(String), body: 'one', awsRegion: region },
        attributes: expect.objectContaining({ ApproximateReceiveCount: '1', SentTimestamp: expect.any(String) }),
        messageAttributes: {
          correlationId: { stringValue: 'c-1', dataType: 'String', stringListValues: [], binaryListValues: [] },
          raw: { binaryValue: 'AQI=', dataType: 'Binary', stringListValues: [], binaryListValues: [] },
        },
        ...{ md5OfBody: expect.any(String), md5OfMessageAttributes: expect.any(String) },
        ...{ eventSource: 'aws:sqs', eventSourceARN: arn },
      },
    ]);
    expect(await left(url)).toEqual({ ready: 0, hidden: 0 });
  });

  test('keeps to the batch size and runs several batches at the same time', async () => {
    const { arn, url } = await createQueue();
    await send(
      url,
      Array.from({ length: 12 }, (_, index) => `m${index}`),
    );
    let running = 0;
    let most = 0;
    const threeAtOnce = Promise.withResolvers<void>();
    const answer = async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 3) threeAtOnce.resolve();
      await threeAtOnce.promise;
      await wait(60); // in which a fourth would start
      running -= 1;
    };
    const { events } = map(arn, answer, { batchSize: 2, maximumConcurrency: 3 });

    await until(() => bodies(events).length === 12);

    expect(events.map(({ Records }) => Records.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(most).toBe(3);
  });

  test('waits for a batch to fill up as long as the batching window allows', async () => {
    const { arn, url } = await createQueue();
    const { events } = map(arn, () => undefined, { batchSize: 25, maximumBatchingWindowInSeconds: 1 });

    await send(
      url,
      Array.from({ length: 14 }, (_, index) => `m${index}`),
    );
    await until(() => events.length > 0);

    expect(events.map(({ Records }) => Records.length)).toEqual([14]);
  });

  test('with partial results deletes the successes; the poison message comes again and ends in the dead-letter queue', async () => {
    const dead = await createQueue();
    const { arn, url } = await createQueue({
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
    });
    const fail = ({ Records }: SQSEvent) => ({
      batchItemFailures: Records.filter(({ body }) => body === 'poison').map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    });
    const { events } = map(arn, fail, { reportBatchItemFailures: true });

    await send(url, ['a', 'b', 'poison', 'c']);
    await until(async () => (await left(dead.url)).ready === 1);

    expect(bodies(events)).toEqual(['a', 'b', 'c', 'poison', 'poison']);
    expect(await left(url)).toEqual({ ready: 0, hidden: 0 });
  });

  test('keeps the whole batch when the function throws, or its partial result is malformed', async () => {
    const throwing = await createQueue();
    const malformed = await createQueue();
    const first = map(throwing.arn, () => Promise.reject(new Error('down')));
    const second = map(malformed.arn, () => ({ batchItemFailures: [{ itemIdentifier: '' }] }), {
      reportBatchItemFailures: true,
    });

    await Promise.all([send(throwing.url, ['a', 'b']), send(malformed.url, ['c', 'd'])]);
    await until(() => bodies([...first.events, ...second.events]).length === 4);
    await wait(50);

    expect(await left(throwing.url)).toEqual({ ready: 0, hidden: 2 });
    expect(await left(malformed.url)).toEqual({ ready: 0, hidden: 2 });
  });

  test('ignores a partial result when the mapping does not ask for one', async () => {
    const { arn, url } = await createQueue();
    const { events } = map(arn, ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[0]?.messageId }] }));

    await send(url, ['a']);
    await until(async () => events.length === 1 && (await left(url)).hidden === 0);

    expect(await left(url)).toEqual({ ready: 0, hidden: 0 });
  });

  test('closed in the middle of a batch lets it finish, deletes its messages and takes no more', async () => {
    const { arn, url } = await createQueue();
    const { events, mapping } = map(arn, () => wait(80));

    await send(url, ['a']);
    await until(() => events.length === 1);
    await mapping.close();
    await send(url, ['b']);
    await wait(50);

    expect(bodies(events)).toEqual(['a']);
    expect(await left(url)).toEqual({ ready: 1, hidden: 0 });
  });

  test('outlives a queue that is not there yet', async () => {
    const { events } = map(`arn:aws:sqs:${region}:000000000000:late`, () => undefined);
    await until(() => log.text().includes('the queue cannot be read'));
    await aws.sqs.send(new CreateQueueCommand({ QueueName: 'late' }));
    await send(`${storage.url}/000000000000/late`, ['a']);

    await until(() => events.length === 1);

    expect(log.text().match(/the queue cannot be read/g)).toHaveLength(1);
  });
});

describe('a topic subscription', () => {
  const createTopic = async (Name: string) => (await aws.sns.send(new CreateTopicCommand({ Name }))).TopicArn ?? '';
  const subscribe = async (topicArn: string, more: { filterPolicy?: unknown; filterPolicyScope?: string } = {}) => {
    const events: SNSEvent[] = [];
    const source = await subscribeFunction({
      ...{ endpoint: storage.url, region, credentials, log, topicArn, ...more },
      functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:onOrderEvent',
      invokeAsync: (_, event) => events.push(event as SNSEvent),
    });
    open.push(source);
    return events;
  };
  const publish = (TopicArn: string, Message: string, type: string, Subject?: string) =>
    aws.sns.send(
      new PublishCommand({
        ...{ TopicArn, Message, ...(Subject === undefined ? {} : { Subject }) },
        MessageAttributes: { type: { DataType: 'String', StringValue: type } },
      }),
    );

  test('brings each message as an event of its own', async () => {
    const topic = await createTopic('one-by-one');
    const events = await subscribe(topic);

    await publish(topic, 'first', 'A', 'Hello');
    await publish(topic, 'second', 'A');
    await until(() => events.length === 2);

    expect(events.map(({ Records }) => Records.length)).toEqual([1, 1]);
    expect(events.find(({ Records }) => Records[0]?.Sns.Message === 'first')?.Records[0]).toEqual({
      ...{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: expect.stringContaining(`${topic}:`) },
      Sns: {
        ...{ Type: 'Notification', MessageId: expect.any(String), TopicArn: topic, Subject: 'Hello', Message: 'first' },
        ...{ Timestamp: expect.any(String), SignatureVersion: '1', Signature: expect.any(String) },
        ...{ SigningCertUrl: expect.any(String), UnsubscribeUrl: expect.any(String) },
        MessageAttributes: { type: { Type: 'String', Value: 'A' } },
      },
    });
    expect(events.find(({ Records }) => Records[0]?.Sns.Message === 'second')?.Records[0]?.Sns.Subject).toBeNull();
  });

  test('brings only what its filter policy lets through; subscribing again changes the filter', async () => {
    const topic = await createTopic('filtered');
    const former = await subscribe(topic, { filterPolicy: { type: ['A'] } });
    await publish(topic, 'a', 'A');
    await publish(topic, 'b', 'B');
    await until(() => former.length === 1);
    await open.pop()?.close();

    const events = await subscribe(topic, { filterPolicy: { kind: ['B'] }, filterPolicyScope: 'MessageBody' });
    await publish(topic, '{"kind":"A"}', 'B');
    await publish(topic, '{"kind":"B"}', 'A');
    await until(() => events.length === 1);
    await wait(30);

    expect(former.map(({ Records }) => Records[0]?.Sns.Message)).toEqual(['a']);
    expect(events.map(({ Records }) => Records[0]?.Sns.Message)).toEqual(['{"kind":"B"}']);
  });
});

test('a dead letter arrives in its queue with the request id and the error', async () => {
  const dead = await createQueue();
  const invocation = {
    ...{ functionArn: 'fn', deadLetterArn: dead.arn, requestId: 'r-1', payload: '{"a":1}', attempts: 3 },
    error: { errorType: 'TypeError', errorMessage: 'no' },
  };

  await sendToDeadLetter({ endpoint: storage.url, region, credentials, log }, invocation);

  const receive = new ReceiveMessageCommand({ QueueUrl: dead.url, MessageAttributeNames: ['All'] });
  const { Messages = [] } = await aws.sqs.send(receive);
  expect(Messages[0]?.Body).toBe('{"a":1}');
  expect(Messages[0]?.MessageAttributes).toMatchObject({
    RequestID: { StringValue: 'r-1' },
    ErrorMessage: { StringValue: 'no' },
  });
});
