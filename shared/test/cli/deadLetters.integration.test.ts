import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type StorageAndMessaging, startStorageAndMessaging } from '@ecommerce/platform/storage';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  type DeadLetterQueue,
  findQueue,
  type RedriveTarget,
  readQueue,
  redriveMessages,
} from '../../cli/deadLetters.ts';

const region = 'eu-west-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const lambda = mockClient(LambdaClient);
let storage: StorageAndMessaging;
let sqs: SQSClient;
let target: RedriveTarget;
let service = 0;

beforeAll(async () => {
  storage = await startStorageAndMessaging({ port: 0, region, accountId: '000000000000', credentials });
  sqs = new SQSClient({ endpoint: storage.url, region, credentials: { ...credentials } });
  target = { sqs, lambda: new LambdaClient({ region }), stage: 'dev', movesMessages: false, hasStreams: true };
});
afterAll(async () => {
  sqs.destroy();
  await storage.close();
});
beforeEach(() => {
  lambda.reset();
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  service += 1;
});

const create = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
const send = (QueueUrl: string, MessageBody: string, attribute: string, StringValue: string) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody,
      MessageAttributes: { [attribute]: { DataType: 'String', StringValue } },
    }),
  );
const receive = async (QueueUrl: string) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })))
    .Messages ?? [];

const letters = (from: DeadLetterQueue['from']): DeadLetterQueue => ({
  service: `service${service}`,
  queue: 'DeadLetters',
  from,
});

test('listing shows the number of messages, their age and how to trace them, not their content, and leaves them in the queue', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  await send(url, '{"email":"ann@example.com"}', 'correlationId', 'c-1');
  await send(url, '{"Records":[]}', 'RequestID', 'r-1');

  const seen = await readQueue(sqs, url);

  expect(seen.count).toBe(2);
  expect(seen.letters.map(({ traceableBy }) => traceableBy)).toEqual(['c-1', 'r-1']);
  expect(seen.letters.every(({ sentAt }) => Math.abs(Date.now() - sentAt.getTime()) < 60_000)).toBe(true);
  expect(JSON.stringify(seen)).not.toContain('ann@example.com');
  expect(await receive(url)).toHaveLength(2);
});

test('messages return to their queue unchanged, and disappear from the dead letters', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  const source = await create(`service${service}-dev-Orders`);
  await send(url, 'order', 'correlationId', 'c-1');

  const said = await redriveMessages(target, letters({ queue: 'Orders' }), url, 1);

  expect(said).toBe(`1 delivered to service${service}-dev-Orders`);
  expect(await receive(source)).toMatchObject([
    { Body: 'order', MessageAttributes: { correlationId: { StringValue: 'c-1' } } },
  ]);
  expect((await readQueue(sqs, url)).count).toBe(0);
});

test('events return to their function, and one that Lambda does not accept stays', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  await send(url, '{"Records":[1]}', 'RequestID', 'r-1');
  lambda.on(InvokeCommand).rejectsOnce(new Error('Lambda is busy'));

  await expect(redriveMessages(target, letters({ function: 'publish' }), url, 1)).rejects.toThrow('Lambda is busy');
  const [invocation] = lambda.commandCalls(InvokeCommand);

  expect(invocation?.args[0].input).toMatchObject({
    FunctionName: `service${service}-dev-publish`,
    InvocationType: 'Event',
  });
  expect(String(invocation?.args[0].input.Payload)).toBe('{"Records":[1]}');
  expect((await readQueue(sqs, url)).letters).toMatchObject([{ traceableBy: 'r-1' }]);
});

test('what another function repairs is repaired once for all messages, and they are gone', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  for (const id of ['r-1', 'r-2', 'r-3']) await send(url, '{"DDBStreamBatchInfo":{}}', 'RequestID', id);

  const said = await redriveMessages(target, letters({ function: 'follow', repairedBy: 'repair' }), url, 3);

  expect(said).toBe(`3 delivered to service${service}-dev-repair`);
  expect(lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input.FunctionName)).toEqual([
    `service${service}-dev-repair`,
  ]);
  expect((await readQueue(sqs, url)).count).toBe(0);
});

test('each failed event of the repairing function returns to it unchanged', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  const events = ['{"cursor":"c-1"}', '{"cursor":"c-2"}'];
  for (const body of ['{"DDBStreamBatchInfo":{}}', ...events]) await send(url, body, 'RequestID', 'r-1');

  await redriveMessages(target, letters({ function: 'follow', repairedBy: 'repair' }), url, 3);

  const payloads = lambda.commandCalls(InvokeCommand).map(({ args }) => String(args[0].input.Payload));
  expect(payloads.sort()).toEqual(['{"DDBStreamBatchInfo":{}}', ...events]);
  expect((await readQueue(sqs, url)).count).toBe(0);
});

const streamLetter = (shardId: string) => JSON.stringify({ DDBStreamBatchInfo: { shardId } });
/** Answers of a function for which the stream has lost the shard `gone`, and which fails with that of `bad`. */
const answerReading = () =>
  lambda.on(InvokeCommand).callsFake(({ Payload }) => {
    const failure = (error: object) => ({ FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(error)) });
    if (String(Payload).includes('gone')) return failure({ errorType: 'ChangesAreGone' });
    return String(Payload).includes('bad') ? failure({ errorMessage: 'no row' }) : {};
  });

test('a function reads again what the stream still has; the other dead letters stay', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  for (const shard of ['gone', 's-1', 's-2']) await send(url, streamLetter(shard), 'RequestID', shard);
  answerReading();

  const said = await redriveMessages(target, letters({ function: 'follow', rereads: true }), url, 3);

  expect(said).toMatch(/^2 delivered to service\d+-dev-follow; 1 stay/);
  expect(lambda.commandCalls(InvokeCommand)).toHaveLength(3);
  expect(lambda.commandCalls(InvokeCommand)[0]?.args[0].input.InvocationType).toBeUndefined();
  expect((await readQueue(sqs, url)).letters).toMatchObject([{ traceableBy: 'gone' }]);
});

test('on this machine, whose streams nobody can ask, they stay', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  await send(url, streamLetter('s-1'), 'RequestID', 's-1');

  await redriveMessages({ ...target, hasStreams: false }, letters({ function: 'follow', rereads: true }), url, 1);

  expect(lambda.commandCalls(InvokeCommand)).toEqual([]);
  expect((await readQueue(sqs, url)).count).toBe(1);
});

test('dead letters with which the function fails again stay', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  await send(url, streamLetter('bad'), 'RequestID', 'r-1');
  answerReading();

  const redriven = redriveMessages(target, letters({ function: 'follow', rereads: true }), url, 1);

  await expect(redriven).rejects.toThrow('no row');
  expect((await readQueue(sqs, url)).count).toBe(1);
});

test('what is read again may be repaired too, once for all, whether or not the stream still has it', async () => {
  const url = await create(`service${service}-dev-DeadLetters`);
  for (const shard of ['gone', 's-1']) await send(url, streamLetter(shard), 'RequestID', shard);
  answerReading();

  await redriveMessages(target, letters({ function: 'follow', rereads: true, repairedBy: 'repair' }), url, 2);

  const invoked = lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input.FunctionName?.split('-').at(-1));
  expect(invoked.sort()).toEqual(['follow', 'follow', 'repair']);
  expect((await readQueue(sqs, url)).count).toBe(0);
});

test('a queue that the stage does not have is not found', async () => {
  expect(await findQueue(sqs, 'dev', letters({ queue: 'Orders' }))).toBeUndefined();
});
