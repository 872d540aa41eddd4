import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { formatMoney } from '../src/money.ts';

/** The parts of an order's row that are useful to operators. */
export type OrderRow = {
  orderId: string;
  /** Its number for people. */
  number?: string;
  /** The customer's address. */
  email: string;
  correlationId: string;
  status: string;
  reason?: string;
  items: { productId: string; productName: string; unitPrice: number; quantity: number }[];
  total: number;
  currency: string;
  createdAt: string;
  updatedAt: string;
  shippedAt?: string;
  endedAt?: string;
  nextCheckAt?: string;
  stalledAt?: string;
  stepFailure?: { since: string; failures: number; permanentFailures: number; error: string };
  notified?: Set<string>;
  mails: Record<string, { state: string; at: string }>;
  payment?: {
    provider: string;
    paymentIntentId: string;
    dueAt: string;
    paidAt?: string;
    capturedAmount: number;
    refundedAmount: number;
    refunds: Record<string, { amount: number; state: string; at: string; reason: string }>;
  };
};

const table = (stage: string): string => `orderService-${stage}-Orders`;

/** Reads the row of an order; `undefined` if there is none. */
export const readOrderRow = async (
  dynamodb: DynamoDBDocumentClient,
  stage: string,
  orderId: string,
): Promise<OrderRow | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: table(stage), Key: { orderId }, ConsistentRead: true }),
  );
  return Item as OrderRow | undefined;
};

/** Describes an order's row, line by line, without personal data. */
export const describeOrder = (order: OrderRow): string[] => {
  const { orderId, status, reason, items, total, currency, correlationId, payment, mails, notified } = order;
  const money = (minorUnits: number) => formatMoney(minorUnits, currency);
  return [
    `Order ${orderId}: ${status}${reason ? ` (${reason})` : ''}`,
    ...items.map(
      ({ productId, productName, quantity, unitPrice }) =>
        `  ${quantity} × ${JSON.stringify(productName)} at ${money(unitPrice)}  ${productId}`,
    ),
    `  total            ${money(total)}`,
    `  correlation id   ${correlationId}`,
    `  placed           ${order.createdAt}`,
    ...line('shipped', order.shippedAt),
    ...line('ended', order.endedAt),
    `  last change      ${order.updatedAt}`,
    ...(payment
      ? [
          `  payment          ${payment.provider} ${payment.paymentIntentId}, due ${payment.dueAt}`,
          `  paid             ${money(payment.capturedAmount)}${payment.paidAt ? ` at ${payment.paidAt}` : ''}`,
          ...Object.entries(payment.refunds).map(
            ([key, refund]) =>
              `  refund           ${money(refund.amount)} ${refund.state}, ${refund.at}, ${JSON.stringify(refund.reason)} (${key})`,
          ),
        ]
      : []),
    ...[...(notified ?? [])].toSorted().map((key) => `  published        ${key}`),
    ...Object.entries(mails).map(([key, { state, at }]) => `  email            ${key}: ${state} ${at}`),
    ...stepFailure(order),
    `  next             ${nextOf(order)}`,
  ];
};

const line = (label: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`  ${label.padEnd(16)} ${value}`];

const stepFailure = ({ stepFailure }: OrderRow): string[] =>
  stepFailure
    ? [
        `  failing step     ${stepFailure.error} since ${stepFailure.since}: ${stepFailure.failures} failures, ${stepFailure.permanentFailures} of them permanent`,
      ]
    : [];

const nextOf = ({ nextCheckAt, stalledAt }: OrderRow): string => {
  if (stalledAt !== undefined) return `stalled since ${stalledAt}: --retry tries again`;
  return nextCheckAt === undefined ? 'nothing is left to do' : `checked at ${nextCheckAt} at the latest`;
};

/** Makes the workflow process an order now. Its failures so far are forgotten. */
export const retryOrder = async (
  { dynamodb, sqs, stage }: { dynamodb: DynamoDBDocumentClient; sqs: SQSClient; stage: string },
  { orderId, correlationId }: OrderRow,
): Promise<void> => {
  await dynamodb.send(
    new UpdateCommand({
      TableName: table(stage),
      Key: { orderId },
      UpdateExpression: 'SET nextCheckAt = :now, sweepShard = :shard REMOVE stepFailure, stalledAt',
      ConditionExpression: 'attribute_exists(orderId)',
      ExpressionAttributeValues: { ':now': new Date().toISOString(), ':shard': orderId.charAt(0) },
    }),
  );
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `orderService-${stage}-OrderQueue` }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ orderId, correlationId }) }));
};
