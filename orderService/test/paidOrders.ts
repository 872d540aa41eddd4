import './environment.ts';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { startDynamoDb } from '../../shared/local/aws/dynamodb.ts';
import { writePaths } from '../../shared/test/writePaths.ts';
import type { Order } from '../src/order/order.ts';
import type { PaidOrder } from '../src/payment/paymentStore.ts';
import { provider, providerParameters } from './provider.ts';
import { order } from './samples.ts';

/** A real table and a provider that really keeps books; workflows, topics and queues are only listened to. */
const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
providerParameters();
export const clients = {
  lambda: mockClient(LambdaClient),
  sfn: mockClient(SFNClient),
  sns: mockClient(SNSClient),
  sqs: mockClient(SQSClient),
};

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { createPayment } = await import('../src/payment/paymentProvider.ts');
const { readOrder, recordOrder } = await import('../src/order/orderStore.ts');
const { awaitPayment } = await import('../src/workflow/awaitPayment.ts');

const startTables = async (): Promise<void> => {
  const client = new DynamoDBClient({});
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE' = 'HASH') => ({ AttributeName, KeyType });
  await client.send(
    new CreateTableCommand({
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['orderId', 'openIn', 'openUntil'].map(attribute),
      KeySchema: [key('orderId')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOpenUntil',
          KeySchema: [key('openIn'), key('openUntil', 'RANGE')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'PaymentEvents',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [attribute('eventId')],
      KeySchema: [key('eventId')],
    }),
  );
};

const stop = async (): Promise<void> => {
  await provider.close();
  await server.close();
};

export const resetClients = (): void => {
  for (const client of Object.values(clients)) {
    client.reset();
    client.resolves({});
  }
};

// Each test of a file that imports this begins with the tables, and with clients to which nothing was said
beforeAll(startTables);
afterAll(stop);
beforeEach(resetClients);

/** For tests that go many rounds, on a machine that has other things to do. */
export const SLOW_MS = 30_000;

/** A new order in the table, its payment begun; `pending` unless `changes` say otherwise. */
export const placed = async (changes: Partial<Order> = {}): Promise<PaidOrder> => {
  const now = new Date().toISOString();
  const fresh = order({ orderId: crypto.randomUUID(), createdAt: now, updatedAt: now, ...changes });
  const begun = await createPayment(fresh, new Date(Date.now() + 60_000));
  if (!begun) throw new Error('There is no provider');
  await recordOrder({ ...fresh, payment: begun.payment });
  return row(fresh.orderId);
};

/** Such an order that waits for its payment, under a token. */
export const awaiting = async (): Promise<PaidOrder> => {
  const { orderId } = await placed();
  await waitFor(orderId);
  return row(orderId);
};

/** Runs the task that waits. */
export const waitFor = async (orderId: string, taskToken = `token of ${orderId}`): Promise<void> => {
  const { customerId, correlationId, payment } = await row(orderId);
  await awaitPayment({ orderId, customerId, correlationId, dueAt: payment.dueAt, taskToken });
};

export const row = async (orderId: string): Promise<PaidOrder> => (await readOrder(orderId)) as PaidOrder;

/** The types of the events that were told, each event once. */
export const told = (): string[] => {
  const events = clients.sns
    .commandCalls(PublishCommand)
    .map(({ args: [{ input }] }) => OrderEvent.parse(JSON.parse(input.Message ?? '')));
  return [...new Map(events.map(({ id, type }) => [id, type])).values()];
};

/** How the waiting workflow was woken. */
export const woken = (): string[] => [
  ...clients.sfn.commandCalls(SendTaskSuccessCommand).map(() => 'OrderPaid'),
  ...clients.sfn.commandCalls(SendTaskFailureCommand).map(({ args: [{ input }] }) => String(input.error)),
];

/** Writes paths of an order's row: see `writePaths`. */
export const changeRow = (orderId: string, changes: Record<string, unknown>) =>
  writePaths(dynamodb, 'Orders', { orderId }, changes);
