import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { arnOf, bodies, createQueue, receive, redrive, remove, send } from './queueActions.ts';
import { openStorages, platform } from './storageClients.ts';

const ofFile = openStorages();
let client: Awaited<ReturnType<typeof ofFile.start>>;
let directory: string;
let queues = 0;

const newQueue = (attributes?: Record<string, string>) => createQueue(client.sqs, `queue-${++queues}`, attributes);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'queues-'));
  client = await ofFile.start(join(directory, 'state'));
});

afterAll(async () => {
  await ofFile.closeAll();
  await rm(directory, { recursive: true });
});

describe('queues', () => {
  test('a queue URL names the port that serves it and works with a client that knows only AWS_ENDPOINT_URL_SQS', async () => {
    const url = await newQueue();
    process.env.AWS_ENDPOINT_URL_SQS = client.url;
    const plain = new SQSClient({ region: platform.region, credentials: platform.credentials });
    try {
      await send(plain, url, 'hello');
      expect(bodies(await receive(plain, url))).toEqual(['hello']);
    } finally {
      delete process.env.AWS_ENDPOINT_URL_SQS;
      plain.destroy();
    }
    expect(url).toBe(`${client.url}/000000000000/queue-${queues}`);
    expect((await client.sqs.send(new GetQueueUrlCommand({ QueueName: `queue-${queues}` }))).QueueUrl).toBe(url);
  });

  test.each(['Party mug 🎉', '𠮷', '\t\n\r', 'a\u007f', '\ud7ff\ue000\ufffd', '\u{10ffff}'])(
    'takes the characters that SQS takes: %j',
    async (text) => {
      const url = await newQueue();

      await send(client.sqs, url, text);

      expect(bodies(await receive(client.sqs, url))).toEqual([text]);
    },
  );

  test.each(['\u0000', 'a\u0008', 'a\u000b', '\u001f', '\ufffe', 'a\uffff'])(
    'rejects what SQS rejects: %j',
    async (text) => {
      const url = await newQueue();

      await expect(send(client.sqs, url, text)).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidMessageContents$/),
      });
    },
  );

  test('a long poll ends at once when a message arrives', async () => {
    const url = await newQueue();
    const waiting = receive(client.sqs, url, { WaitTimeSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await send(client.sqs, url, 'wake up');
    expect(bodies(await waiting)).toEqual(['wake up']);
  }, 10_000); // half of what the poll may last

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
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes } = await client.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
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

  test('requests that are unsigned or signed with a foreign key are rejected', async () => {
    const url = await newQueue();
    const sqs = new SQSClient({
      endpoint: client.url,
      region: platform.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'no' },
    });
    await expect(send(sqs, url, 'x')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const unsigned = await fetch(client.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' },
      body: '{}',
    });
    expect(unsigned.status).toBe(403);
    sqs.destroy();
  });

  test('1,000 messages in batches of ten arrive, each once', async () => {
    const url = await newQueue();
    const batches = Array.from({ length: 100 }, (_, batch) =>
      Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: `${batch}-${index}` })),
    );
    await Promise.all(
      batches.map((Entries) => client.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))),
    );
    const seen: unknown[] = [];
    for (
      let messages = await receive(client.sqs, url);
      messages.length > 0;
      messages = await receive(client.sqs, url)
    ) {
      const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
      seen.push(...bodies(messages));
    }
    expect(seen).toHaveLength(1000);
    expect(new Set(seen)).toEqual(new Set(batches.flat().map(({ MessageBody }) => MessageBody)));
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
