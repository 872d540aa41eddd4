import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  DescribeQueryDefinitionsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readDeployedLog, readLocalLog } from '../../cli/orderLog.ts';
import { describeOrder, type OrderRow, retryOrder } from '../../cli/orderRow.ts';

const orderId = '5fd0d5e9-18e1-5f4b-9145-cc76d33b7f4c';
const at = '2026-01-02T03:04:05.678Z';
const order: OrderRow = {
  orderId,
  email: 'ann@example.com',
  correlationId: 'request-1',
  status: 'cancelled',
  reason: 'not paid in time',
  items: [{ productId: 'p1', productName: 'Shoes\n"fast"', unitPrice: 4999, quantity: 2 }],
  total: 9998,
  currency: 'EUR',
  createdAt: at,
  updatedAt: at,
  endedAt: at,
  mails: { received: { state: 'sent', at } },
  notified: new Set(['ORDER_CREATED', 'ORDER_CANCELLED']),
};

describe('the description of an order', () => {
  test('contains its status and reason, its lines, its notifications, and that nothing is left to do', () => {
    const lines = describeOrder(order);

    expect(lines[0]).toBe(`Order ${orderId}: cancelled (not paid in time)`);
    expect(lines[1]).toContain('2 × "Shoes\\n\\"fast\\"" at 49.99 EUR');
    expect(lines.filter((line) => line.includes('published'))).toHaveLength(2);
    expect(lines.at(-1)).toBe('  next             nothing is left to do');
  });

  test('contains its money: what was paid and refunded, and why', () => {
    const refunds = { return: { amount: 9998, state: 'succeeded', at, reason: 'cancelled by the shop' } };
    const payment = {
      provider: 'stripe',
      paymentIntentId: 'pi_1',
      dueAt: at,
      capturedAmount: 9998,
      refundedAmount: 9998,
      refunds,
    };

    const text = describeOrder({ ...order, payment }).join('\n');

    expect(text).toContain('paid             99.98 EUR\n');
    expect(text).toContain('refund           99.98 EUR succeeded');
  });

  test.each([
    ['is to be checked', { nextCheckAt: at }, `checked at ${at} at the latest`],
    ['was given up', { stalledAt: at }, '--retry tries again'],
  ])('tells that it %s, and why its step failed', (_, changes, next) => {
    const stepFailure = { since: at, failures: 7, permanentFailures: 2, error: 'ValidationException' };

    const lines = describeOrder({ ...order, ...changes, stepFailure });

    expect(lines.at(-1)).toContain(next);
    expect(lines.at(-2)).toContain('ValidationException');
  });
});

describe('the log of an order', () => {
  const directory = mkdtempSync(join(tmpdir(), 'log-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('on this machine is every line with its id or that of its request, oldest first', async () => {
    const file = join(directory, 'platform.log');
    writeFileSync(`${file}.1`, `1 checkout correlationId=request-1\n2 of another\n`);
    writeFileSync(file, `3 sweep ${orderId}\n`);

    expect(await readLocalLog(order, file)).toEqual(['1 checkout correlationId=request-1', `3 sweep ${orderId}`]);
  });

  test('of a stage is the result of its saved query', async () => {
    const logs = mockClient(CloudWatchLogsClient);
    const queryString = 'filter correlationId = "CORRELATION_ID" or orderId = "ORDER_ID" or @message like "ORDER_ID"';
    logs.on(DescribeQueryDefinitionsCommand).resolves({ queryDefinitions: [{ queryString, logGroupNames: ['a'] }] });
    logs.on(StartQueryCommand).resolves({ queryId: 'q' });
    const fields = {
      '@timestamp': at,
      level: 'INFO',
      message: 'notifications published',
      orderId,
      service: 'orderService',
    };
    const results = [Object.entries(fields).map(([field, value]) => ({ field, value }))];
    logs.on(GetQueryResultsCommand).resolvesOnce({ status: 'Running' }).resolves({ status: 'Complete', results });

    const lines = await readDeployedLog(order, { stage: 'dev', region: 'eu-west-1', days: 3 });

    expect(lines).toEqual([`${at}  INFO  notifications published  orderId=${orderId}`]);
    const {
      queryString: asked,
      startTime = 0,
      endTime = 0,
    } = logs.commandCalls(StartQueryCommand)[0]?.args[0].input ?? {};
    expect(asked).toBe(`filter correlationId = "request-1" or orderId = "${orderId}" or @message like "${orderId}"`);
    expect(endTime - startTime).toBe(3 * 86_400);
  });
});

test('retrying an order makes it due, removes its stepFailure, and enqueues it', async () => {
  const [dynamodb, sqs] = [mockClient(DynamoDBDocumentClient), mockClient(SQSClient)];
  sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: 'queue' });

  const clients = { dynamodb: {} as DynamoDBDocumentClient, sqs: new SQSClient({ region: 'eu-west-1' }) };
  const client = DynamoDBDocumentClient.prototype;
  await retryOrder({ ...clients, dynamodb: Object.create(client), stage: 'dev' }, order);

  const { UpdateExpression, ConditionExpression } = dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input ?? {};
  expect(UpdateExpression).toContain('REMOVE stepFailure, stalledAt');
  expect(ConditionExpression).toBe('attribute_exists(orderId)');
  expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody).toBe(
    JSON.stringify({ orderId, correlationId: 'request-1' }),
  );
});
