import './environment.ts';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { createTable } from '../../shared/test/tables.ts';
import { writePaths } from '../../shared/test/writePaths.ts';
import type { Order } from '../src/order/order.ts';
import type { StoredOrder } from '../src/order/orderStore.ts';
import type { OrderWithPayment } from '../src/order/orderWithPayment.ts';
import { provider, providerParameters } from './provider.ts';
import { order } from './samples.ts';
import { runWorkflow, type Works } from './workflowRun.ts';

/** Real tables and a provider that really keeps books; topic and queues are only listened to. */
const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
providerParameters();
export const clients = { sns: mockClient(SNSClient), sqs: mockClient(SQSClient) };

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { createPayment } = await import('../src/payment/paymentProvider.ts');
const { readOrder, recordOrder } = await import('../src/order/orderStore.ts');
const { markAwaitingPayment, recordCapture } = await import('../src/payment/paymentStore.ts');
const { confirmOrder, endOrder } = await import('../src/order/orderStore.ts');
const { readSteps } = await import('../src/workflow/readSteps.ts');
const { recordReservations } = await import('../src/workflow/recordReservations.ts');
const { confirmOrderStep } = await import('../src/workflow/confirmOrderStep.ts');
const { awaitPaymentStep } = await import('../src/workflow/awaitPaymentStep.ts');
const { expirePaymentStep } = await import('../src/workflow/expirePaymentStep.ts');
const { refundPaymentStep } = await import('../src/workflow/refundPaymentStep.ts');
const { restockReturnsStep } = await import('../src/workflow/restockReturnsStep.ts');
const { notifyCustomerStep } = await import('../src/workflow/notifyCustomerStep.ts');
const { issueRequestedDocuments } = await import('../src/invoicing/issueDocuments.ts');
const { recordFailures } = await import('../src/recovery/recordFailures.ts');

/** The keys of the indexes that hold keys only. */
const INDEXES: Record<string, string[]> = {
  byCustomer: ['customerId', 'createdAt'],
  byNextCheckAt: ['sweepShard', 'nextCheckAt'],
  byMonth: ['listShard', 'createdAt'],
  byEmail: ['email', 'createdAt'],
  byNumber: ['number'],
  byName: ['nameInitial', 'nameKey'],
};

const createInvoices = async (): Promise<void> => {
  const keys = { series: 'HASH', sequence: 'RANGE' } as const;
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: 'Invoices',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Object.keys(keys).map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: Object.entries(keys).map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
    }),
  );
};

const startTables = async (): Promise<void> => {
  await createTable('OrderNumbers', 'year');
  await createInvoices();
  await createTable('Settings', 'id');
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE' = 'HASH') => ({ AttributeName, KeyType });
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...new Set(['orderId', ...Object.values(INDEXES).flat()])].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [key('orderId')],
      GlobalSecondaryIndexes: Object.entries(INDEXES).map(([IndexName, [hash = '', range]]) => ({
        IndexName,
        KeySchema: [key(hash), ...(range === undefined ? [] : [key(range, 'RANGE')])],
        Projection: { ProjectionType: 'KEYS_ONLY' as const },
      })),
    }),
  );
};

const stop = async (): Promise<void> => {
  await provider.close();
  await server.close();
};

/** Forgets what was sent; topic and queues then take everything. */
export const resetClients = (): void => {
  for (const client of Object.values(clients)) {
    client.reset();
    client.resolves({});
  }
  clients.sqs.on(SendMessageBatchCommand).callsFake(({ Entries = [] }) => ({ Successful: Entries }));
};

// Each test of a file that imports this begins with the tables, and with clients to which nothing was said
beforeAll(startTables);
afterAll(stop);
beforeEach(resetClients);

/** For tests that go many rounds, on a machine that has other things to do. */
export const SLOW_MS = 30_000;

export const past = (milliseconds = 1000): string => new Date(Date.now() - milliseconds).toISOString();

/** A new order in the table, without payment. */
export const placedUnpaid = async (changes: Partial<Order> = {}): Promise<StoredOrder> => {
  const now = new Date().toISOString();
  const fresh = order({ orderId: crypto.randomUUID(), createdAt: now, updatedAt: now, ...changes });
  await recordOrder(fresh);
  return row(fresh.orderId);
};

/** The same, its payment begun. */
export const placed = async (changes: Partial<Order> = {}): Promise<OrderWithPayment> => {
  const orderId = crypto.randomUUID();
  const begun = await createPayment(order({ orderId }), new Date(Date.now() + 30 * 60_000));
  if (!begun) throw new Error('There is no provider');
  await placedUnpaid({ orderId, payment: begun.payment, ...changes });
  return row(orderId);
};

/** Such an order whose stock is reserved: it waits for its payment. */
export const awaiting = async (): Promise<OrderWithPayment> => {
  const order = await placed();
  await markAwaitingPayment(order);
  return row(order.orderId);
};

/** Such an order that nobody has paid in time. */
export const overdue = async (): Promise<OrderWithPayment> => {
  const { orderId } = await awaiting();
  await changeRow(orderId, { 'payment.dueAt': past() });
  return row(orderId);
};

/** An order that is paid, in `status`. */
export const paid = async (status: 'completed' | 'shipping' | 'cancelled' = 'shipping'): Promise<OrderWithPayment> => {
  const order = await awaiting();
  await provider.pay(order.payment);
  const captured = await recordCapture(order, order.total, new Date().toISOString());
  if (status === 'shipping') await confirmOrder(captured);
  if (status === 'cancelled') await endOrder(captured, 'cancelled', 'cancelled by the customer');
  return row(order.orderId);
};

export const row = async (orderId: string): Promise<OrderWithPayment> => (await readOrder(orderId)) as OrderWithPayment;

/** Writes paths of an order's row: see `writePaths`. */
export const changeRow = (orderId: string, changes: Record<string, unknown>) =>
  writePaths(dynamodb, 'Orders', { orderId }, changes);

/** The events that were published, each once. */
export const published = (): OrderEvent[] => {
  const entries = clients.sns
    .commandCalls(PublishBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.PublishBatchRequestEntries ?? []);
  const events = entries.map(({ Message = '' }) => OrderEvent.parse(JSON.parse(Message)));
  return [...new Map(events.map((event) => [event.id, event])).values()];
};

/** Their types. */
export const told = (): string[] => published().map(({ type }) => type);

const batches = (queueUrl: string | undefined) =>
  clients.sqs
    .commandCalls(SendMessageBatchCommand)
    .map(({ args: [{ input }] }) => input)
    .filter(({ QueueUrl }) => QueueUrl === queueUrl)
    .flatMap(({ Entries = [] }) => Entries.map(({ MessageBody = '' }) => JSON.parse(MessageBody)));

const singles = (queueUrl: string | undefined) =>
  clients.sqs
    .commandCalls(SendMessageCommand)
    .map(({ args: [{ input }] }) => input)
    .filter(({ QueueUrl }) => QueueUrl === queueUrl)
    .map(({ MessageBody = '' }) => JSON.parse(MessageBody));

/** The mails that were requested. */
export const requested = (): { mail: string; orderId: string }[] => batches(process.env.NOTIFICATION_QUEUE_URL);

/** The messages of the order queue. */
export const enqueued = (): { orderId: string; correlationId: string }[] => [
  ...singles(process.env.ORDER_QUEUE_URL),
  ...batches(process.env.ORDER_QUEUE_URL),
];

/** The messages of the invoice queue. */
export const invoiceRequests = (): { orderId: string; version: number }[] => singles(process.env.INVOICE_QUEUE_URL);

/** Lets the invoice queue's consumer work on its messages. */
export const issueInvoices = () =>
  issueRequestedDocuments(
    invoiceRequests().map(
      (request, index) => ({ messageId: String(index), body: JSON.stringify(request) }) as SQSRecord,
    ),
  );

type Batch = { orders: { orderId: string }[] };

/** What productService answers where a test says nothing else. */
const reserved = ({ orders }: Batch) => orders.map(({ orderId }) => ({ orderId, outcome: 'reserved' }));

/** The state machine, with this service's own functions as its tasks. */
export const follow = (orderIds: string[] | string, works: Works = {}) =>
  runWorkflow([orderIds].flat(), {
    ReadSteps: ({ orderIds: ids }: { orderIds: string[] }) => readSteps(ids),
    ReserveStock: reserved,
    RecordReservations: ({ orders, reservations }: { orders: never; reservations: never }) =>
      recordReservations(orders, reservations),
    ConfirmOrder: confirmOrderStep,
    AwaitPayment: awaitPaymentStep,
    ExpirePayment: expirePaymentStep,
    RefundPayment: refundPaymentStep,
    RestockReturns: restockReturnsStep,
    NotifyCustomer: notifyCustomerStep,
    RecordFailures: ({ orders, error }: { orders: never; error: { Error: string } }) =>
      recordFailures(orders, error.Error),
    RecordFailedReservations: ({ orders, error }: { orders: never; error: { Error: string } }) =>
      recordFailures(orders, error.Error),
    ...works,
  });
