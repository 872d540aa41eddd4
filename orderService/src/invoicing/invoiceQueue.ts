import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import type { InvoiceRequest } from './invoiceRequest.ts';

const { INVOICE_QUEUE_URL } = readEnvironment({ INVOICE_QUEUE_URL: name });
const sqs = new SQSClient({});

/**
 * Requests the documents that an order lacks. If the message cannot be sent, this is only logged: the order stays open, so the sweeper
 * enqueues it again.
 *
 * @param order has nothing else left to do in its version
 */
export const requestDocuments = async ({ orderId, version, correlationId }: StoredOrder): Promise<void> => {
  const request: InvoiceRequest = { orderId, version, correlationId };
  try {
    await sqs.send(new SendMessageCommand({ QueueUrl: INVOICE_QUEUE_URL, MessageBody: asciiJson(request) }));
  } catch (error) {
    log.error('invoice not requested, left to the sweeper', { orderId, error });
  }
};
