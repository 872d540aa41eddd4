import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type StorageAndMessaging, startStorageAndMessaging } from '../../local/aws/storage.ts';
import { startProcess } from './crashingProcess.ts';
import { clients, platform } from './storageClients.ts';

let storage: StorageAndMessaging;
let client: ReturnType<typeof clients>;
let directory: string;
let queues = 0;

const createQueue = async (sqs: SQSClient, QueueName: string, Attributes: Record<string, string> = {}) =>
  String((await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl);
const newQueue = (attributes?: Record<string, string>) => createQueue(client.sqs, `queue-${++queues}`, attributes);
const send = (sqs: SQSClient, QueueUrl: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async (sqs: SQSClient, QueueUrl: string, more = {}): Promise<Message[]> => {
  const request = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more };
  return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
};
const remove = (sqs: SQSClient, QueueUrl: string, { ReceiptHandle }: Message = {}) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const arnOf = (queueUrl: string) => `arn:aws:sqs:eu-west-1:000000000000:${queueUrl.split('/').pop()}`;
const redrive = (queueUrl: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(queueUrl), maxReceiveCount }),
});
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'queues-'));
  storage = await startStorageAndMessaging({ ...platform, directory: join(directory, 'state') });
  client = clients(storage.url);
});

afterAll(async () => {
  client.destroy();
  await storage.close();
  await rm(directory, { recursive: true });
});

describe('queues', () => {
  test('a queue URL names the port that serves it and works with a client that knows only AWS_ENDPOINT_URL_SQS', async () => {
    const url = await newQueue();
    process.env.AWS_ENDPOINT_URL_SQS = storage.url;
    const plain = new SQSClient({ region: platform.region, credentials: platform.credentials });
    try {
      await send(plain, url, 'hello');
      expect(bodies(await receive(plain, url))).toEqual(['hello']);
    } finally {
      delete process.env.AWS_ENDPOINT_URL_SQS;
      plain.destroy();
    }
    expect(url).toBe(`${storage.url}/000000000000/queue-${queues}`);
    expect((await client.sqs.send(new GetQueueUrlCommand({ QueueName: `queue-${queues}` }))).QueueUrl).toBe(url);
  });

  test('a long poll ends at once when a message arrives', async () => {
    const url = await newQueue();
    const waiting = receive(client.sqs, url, { WaitTimeSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    await send(client.sqs, url, 'wake up');
    expect(bodies(await waiting)).toEqual(['wake up']);
    expect(performance.now() - start).toBeLessThan(500);
  });

  test('a message that is not deleted comes back after its visibility timeout, one that is deleted does not', async () => {
    const url = await newQueue({ VisibilityTimeout: '1' });
    await send(client.sqs, url, 'kept');
    const [first] = await receive(client.sqs, url);
    expect(await receive(client.sqs, url)).toEqual([]);
    const [second] = await receive(client.sqs, url, { WaitTimeSeconds: 3 });
    expect([first?.Attributes?.ApproximateReceiveCount, second?.Attributes?.ApproximateReceiveCount]).toEqual([
      '1',
      '2',
    ]);
    await remove(client.sqs, url, second);
    expect(await receive(client.sqs, url, { WaitTimeSeconds: 2 })).toEqual([]);
  });

  test('a message given back with visibility 0 is there at once with its receive count', async () => {
    const url = await newQueue();
    await send(client.sqs, url, 'given back');
    const [{ ReceiptHandle } = {}] = await receive(client.sqs, url);
    await client.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
    const [again] = await receive(client.sqs, url);
    expect(again).toMatchObject({ Body: 'given back', Attributes: { ApproximateReceiveCount: '2' } });
  });

  test('a message goes to the dead-letter queue after maxReceiveCount receives, and the others do not wait for it', async () => {
    const dead = await newQueue();
    const url = await newQueue({ ...redrive(dead, 2), VisibilityTimeout: '0' });
    await send(client.sqs, url, 'poison');
    expect(bodies(await receive(client.sqs, url))).toEqual(['poison']);
    expect(bodies(await receive(client.sqs, url))).toEqual(['poison']);
    await send(client.sqs, url, 'good');
    expect(bodies(await receive(client.sqs, url))).toEqual(['good']);
    expect(await receive(client.sqs, dead)).toMatchObject([{ Body: 'poison' }]);
  });

  test('requests that are unsigned or signed with a foreign key are refused', async () => {
    const url = await newQueue();
    const foreign = clients(storage.url);
    const sqs = new SQSClient({
      endpoint: storage.url,
      region: platform.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'no' },
    });
    await expect(send(sqs, url, 'x')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const unsigned = await fetch(storage.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' },
      body: '{}',
    });
    expect(unsigned.status).toBe(403);
    sqs.destroy();
    foreign.destroy();
  });

  test('1,000 messages are sent, received and deleted in batches of ten within 3 seconds', async () => {
    const url = await newQueue();
    const batch = Array.from({ length: 10 }, (_, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ index }),
    }));
    let handled = 0;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: 100 }, () =>
        client.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: batch })),
      ),
    );
    while (handled < 1000) {
      const messages = await receive(client.sqs, url);
      const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
      handled += messages.length;
    }
    expect(handled).toBe(1000);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('topics', () => {
  const subscribe = async (TopicArn: string | undefined, queueUrl: string, Attributes: Record<string, string> = {}) =>
    client.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arnOf(queueUrl), Attributes }));

  test('a subscribed queue gets an envelope, or with raw delivery the message and its attributes', async () => {
    const [plain, raw] = [await newQueue(), await newQueue()];
    const { TopicArn } = await client.sns.send(new CreateTopicCommand({ Name: 'deliveries' }));
    await subscribe(TopicArn, plain);
    await subscribe(TopicArn, raw, { RawMessageDelivery: 'true' });
    const MessageAttributes = { type: { DataType: 'String', StringValue: 'ORDER_CREATED' } };
    await client.sns.send(new PublishCommand({ TopicArn, Message: '{"größe":"+ &"}', MessageAttributes }));

    const [envelope] = await receive(client.sqs, plain);
    const [message] = await receive(client.sqs, raw, { MessageAttributeNames: ['All'] });

    expect(JSON.parse(envelope?.Body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Message: '{"größe":"+ &"}',
      MessageAttributes: { type: { Type: 'String', Value: 'ORDER_CREATED' } },
    });
    expect(message).toMatchObject({ Body: '{"größe":"+ &"}', MessageAttributes });
  });

  test('a filter policy lets through only what it names, by attribute or by body', async () => {
    const [byAttribute, byBody] = [await newQueue(), await newQueue()];
    const { TopicArn } = await client.sns.send(new CreateTopicCommand({ Name: 'filtered' }));
    const raw = { RawMessageDelivery: 'true' };
    await subscribe(TopicArn, byAttribute, { ...raw, FilterPolicy: '{"type":["ORDER_CREATED"]}' });
    await subscribe(TopicArn, byBody, {
      ...raw,
      FilterPolicy: '{"total":[{"numeric":[">",10]}]}',
      FilterPolicyScope: 'MessageBody',
    });
    for (const [type, total] of [
      ['ORDER_CREATED', 5],
      ['ORDER_REJECTED', 50],
    ] as const) {
      const MessageAttributes = { type: { DataType: 'String', StringValue: type } };
      await client.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify({ total }), MessageAttributes }));
    }
    expect(bodies(await receive(client.sqs, byAttribute))).toEqual(['{"total":5}']);
    expect(bodies(await receive(client.sqs, byBody))).toEqual(['{"total":50}']);
  });
});

describe('after a kill -9', () => {
  test('every message that was not deleted is back: in order, in its queue, with its receive count and attributes', async () => {
    const state = join(directory, 'killed');
    const before = await startProcess('storageProgram.ts', state);
    const first = clients(before.url);
    const deadBefore = await createQueue(first.sqs, 'dead');
    const before0 = { ...redrive(deadBefore, 1), VisibilityTimeout: '0' };
    const [work, failing, purged] = [
      await createQueue(first.sqs, 'work', { VisibilityTimeout: '600' }),
      await createQueue(first.sqs, 'failing', before0),
      await createQueue(first.sqs, 'purged'),
    ];
    const { TopicArn } = await first.sns.send(new CreateTopicCommand({ Name: 'news' }));
    await first.sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: arnOf(work),
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    await send(first.sqs, work, 'done');
    await remove(first.sqs, work, (await receive(first.sqs, work))[0]);
    await send(first.sqs, work, 'in flight');
    await receive(first.sqs, work);
    await first.sqs.send(
      new SendMessageCommand({
        QueueUrl: work,
        MessageBody: 'waiting',
        MessageAttributes: { trace: { DataType: 'String', StringValue: 'abc' } },
      }),
    );
    await first.sns.send(new PublishCommand({ TopicArn, Message: 'published' }));
    await send(first.sqs, failing, 'poison');
    await receive(first.sqs, failing);
    await receive(first.sqs, failing);
    await send(first.sqs, purged, 'purged');
    await first.sqs.send(new PurgeQueueCommand({ QueueUrl: purged }));
    await before.kill();
    first.destroy();

    const after = await startStorageAndMessaging({ ...platform, directory: state });
    const second = clients(after.url);
    const attributes = { VisibilityTimeout: '30', MaximumMessageSize: '2048' };
    const names = ['dead', 'failing', 'purged', 'work'];
    for (const name of names) await createQueue(second.sqs, name, name === 'work' ? attributes : {});
    const received = Object.fromEntries(
      await Promise.all(
        names.map(async (name) => {
          const messages = await receive(second.sqs, `${after.url}/000000000000/${name}`, {
            MessageAttributeNames: ['All'],
          });
          return [name, messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])];
        }),
      ),
    );
    const { Attributes } = await second.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: `${after.url}/000000000000/work`, AttributeNames: ['All'] }),
    );

    expect(received).toEqual({
      dead: [['poison', '3']],
      failing: [],
      purged: [],
      work: [
        ['in flight', '2'],
        ['waiting', '1'],
        ['published', '1'],
      ],
    });
    expect(Attributes).toMatchObject(attributes);
    second.destroy();
    await after.close();
  });

  test('nothing acknowledged is lost when the process dies while messages pour in', async () => {
    const state = join(directory, 'stormy');
    const before = await startProcess('storageProgram.ts', state);
    const first = clients(before.url);
    const url = await createQueue(first.sqs, 'storm');
    const acknowledged: string[] = [];
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let index = 0; ; index++) {
        await send(first.sqs, url, `${sender}-${index}`);
        acknowledged.push(`${sender}-${index}`);
      }
    });
    const ended = Promise.allSettled(senders);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await before.kill();
    await ended;
    first.destroy();

    const after = await startStorageAndMessaging({ ...platform, directory: state });
    const second = clients(after.url);
    const restored = await createQueue(second.sqs, 'storm');
    const found = new Set<string | undefined>();
    for (
      let messages = await receive(second.sqs, restored);
      messages.length > 0;
      messages = await receive(second.sqs, restored)
    ) {
      for (const body of bodies(messages)) found.add(body);
    }

    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((body) => !found.has(body))).toEqual([]);
    second.destroy();
    await after.close();
  });
});
