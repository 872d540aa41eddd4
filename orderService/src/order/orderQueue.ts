import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { Order } from './order.ts';

const { ORDER_QUEUE_URL } = readEnvironment({ ORDER_QUEUE_URL: name });
const sqs = new SQSClient({});

/** A message of the order queue: this order needs a step, which follows from its row. */
export type OrderMessage = Pick<Order, 'orderId' | 'correlationId'>;

const contentOf = ({ orderId, correlationId }: OrderMessage): OrderMessage => ({ orderId, correlationId });

/** How long a customer's request waits for the queue, in milliseconds. */
const SENDING_MS = 2_000;

/**
 * Enqueues a changed order for the workflow. If the message cannot be sent, this is only logged: the change has set the order's next
 * check, when the sweeper enqueues it.
 *
 * @param delaySeconds delays the message, 0 to 900
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const enqueueOrder = async (order: OrderMessage, delaySeconds = 0): Promise<void> => {
  try {
    const command = new SendMessageCommand({
      QueueUrl: ORDER_QUEUE_URL,
      MessageBody: asciiJson(contentOf(order)),
      ...(delaySeconds > 0 ? { DelaySeconds: delaySeconds } : {}),
    });
    await sqs.send(command, { abortSignal: AbortSignal.timeout(SENDING_MS) });
  } catch (error) {
    log.error('order not enqueued, left to the sweeper', { orderId: order.orderId, error });
  }
};

/**
 * Sends up to ten messages in one request.
 *
 * @returns the ids of the orders that were enqueued
 */
export const enqueueOrders = async (orders: OrderMessage[]): Promise<Set<string>> => {
  const { Successful = [], Failed = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: ORDER_QUEUE_URL,
      Entries: orders.map((order) => ({ Id: order.orderId, MessageBody: asciiJson(contentOf(order)) })),
    }),
  );
  if (Failed.length > 0) log.error('orders not enqueued', { failed: Failed.map(({ Id, Code }) => ({ Id, Code })) });
  return new Set(Successful.map(({ Id }) => Id ?? ''));
};
