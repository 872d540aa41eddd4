import './tokens.ts';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { request } from './httpEvent.ts';
import { awsError } from './sdkCalls.ts';
import { authorization } from './tokens.ts';

const url = (queue: string) => `https://sqs.example/${queue}`;
const watched = [
  { queue: 'UploadDeadLetterQueue', runbook: 'uploadDeadLetters', url: url('uploads') },
  { queue: 'CleanUpDeadLetterQueue', runbook: 'cleanUpDeadLetters', url: url('cleanUps') },
];
process.env.DEAD_LETTER_QUEUES = JSON.stringify(watched);
const { deadLetterHandler } = await import('../src/deadLetters.ts');
const handler = deadLetterHandler();
const sqs = mockClient(SQSClient);
const staff = { authorization: await authorization('eve', { groups: ['staff'] }) };
const counted = (queue: string, ApproximateNumberOfMessages: string) =>
  sqs.on(GetQueueAttributesCommand, { QueueUrl: url(queue) }).resolves({ Attributes: { ApproximateNumberOfMessages } });

beforeEach(() => {
  sqs.reset();
  counted('uploads', '3');
  counted('cleanUps', '0');
});

test('staff see how many messages wait in each dead-letter queue, and its runbook', async () => {
  expect(await request(handler, { headers: staff })).toMatchObject({
    status: 200,
    body: {
      queues: [
        { queue: 'UploadDeadLetterQueue', runbook: 'uploadDeadLetters', count: 3 },
        { queue: 'CleanUpDeadLetterQueue', runbook: 'cleanUpDeadLetters', count: 0 },
      ],
    },
  });
});

test('a queue that cannot be read does not hide the others', async () => {
  sqs.on(GetQueueAttributesCommand, { QueueUrl: url('uploads') }).rejects(awsError('ThrottlingException'));

  const { status, body } = await request(handler, { headers: staff });

  expect([status, body.queues]).toEqual([
    200,
    [
      { queue: 'UploadDeadLetterQueue', runbook: 'uploadDeadLetters' },
      { queue: 'CleanUpDeadLetterQueue', runbook: 'cleanUpDeadLetters', count: 0 },
    ],
  ]);
});

test('customers do not see them', async () => {
  expect(await request(handler, { headers: { authorization: await authorization('ann') } })).toMatchObject({
    status: 403,
  });
});

test.each(['[]', 'OrderDeadLetterQueue', ''])('an environment with %j for queues fails the cold start', (text) => {
  process.env.DEAD_LETTER_QUEUES = text;

  expect(deadLetterHandler).toThrow('DEAD_LETTER_QUEUES');
});
