import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { parseOrderMessage } from './orderMessage.ts';
import { runOrderWorkflow } from './orderWorkflow.ts';

/**
 * Runs the workflow for all orders of a batch of messages.
 *
 * @returns the messages to receive again: those without an existing order, or all of them if the workflow failed
 */
export const processOrders = async (records: SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const messages = records.map((record) => ({ record, ...parse(record) }));
  const [first] = messages.flatMap(({ correlationId }) => correlationId ?? []);
  return withCorrelation(first, async () => {
    const orderIds = [...new Set(messages.flatMap(({ orderId }) => orderId ?? []))];
    const unprocessed = orderIds.length > 0 ? await run(orderIds) : new Set();
    return messages
      .filter(({ orderId }) => orderId === undefined || unprocessed.has(orderId))
      .map(({ record }) => ({ itemIdentifier: record.messageId }));
  });
};

const parse = ({ messageId, body }: SQSRecord): Partial<ReturnType<typeof parseOrderMessage>> => {
  try {
    return parseOrderMessage(body);
  } catch (error) {
    log.error('message failed', { messageId, error });
    return {};
  }
};

/** Runs the workflow. @returns the orders that were not processed */
const run = async (orderIds: string[]): Promise<Set<string>> => {
  try {
    const missing = await runOrderWorkflow(orderIds);
    log.info('orders processed', { orderIds });
    if (missing.length > 0) log.error('messages name orders that do not exist', { orderIds: missing });
    return new Set(missing);
  } catch (error) {
    log.error('order workflow failed', { orderIds, error });
    return new Set(orderIds);
  }
};
