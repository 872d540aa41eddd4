import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { faultyFields, parseJson } from '@ecommerce/shared/queueMessage.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { dueDocuments } from '../order/accountingDocument.ts';
import { isErasurePending } from '../order/erasure.ts';
import { readExistingOrder } from '../order/existingOrder.ts';
import { closeOrder } from '../order/nextCheckStore.ts';
import { readSettings } from '../settings/settingsStore.ts';
import { recordDocuments } from './documentStore.ts';
import { InvoiceRequest } from './invoiceRequest.ts';

/** How often another call may be faster. */
const ATTEMPTS = 10;

/** The most documents of one transaction. */
const MAX_DOCUMENTS = 50;

/**
 * Issues the documents that the orders of a batch of messages lack, one order after the other. A duplicate message changes nothing.
 *
 * @returns the messages to receive again
 */
export const issueRequestedDocuments = async (records: SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const { messageId, body } of records) {
    try {
      const request = parse(body);
      await withCorrelation(request.correlationId, () => issueDocuments(request));
    } catch (error) {
      log.error('invoice not issued', { messageId, error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return batchItemFailures;
};

const parse = (body: string): InvoiceRequest => {
  const { data, error } = InvoiceRequest.safeParse(parseJson(body));
  if (data) return data;
  throw new Error(`The message requests no invoice: ${faultyFields(error)}`);
};

/** Issues the documents that an order lacks, and closes the order if nothing else is left to do. */
const issueDocuments = async ({ orderId, version }: InvoiceRequest): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const order = await readExistingOrder(orderId);
    const due = dueDocuments(order);
    if (due.length === 0) {
      if (order.version === version && order.nextCheckAt !== undefined && !isErasurePending(order)) {
        await closeOrder(order, []); // issued by an earlier request
      }
      return;
    }
    const documents = due.slice(0, MAX_DOCUMENTS);
    const isLast = documents.length === due.length;
    const { shop } = await readSettings();
    const issuer = { ...shop, name: shop.name ?? shopName };
    const areIssued = await recordDocuments(order, documents, issuer, {
      closes: isLast && order.version === version && !isErasurePending(order),
    });
    if (areIssued) log.info('documents issued', { orderId, documents: documents.map(({ kind }) => kind) });
    if (areIssued && isLast) return;
  }
  throw new DomainError('UNAVAILABLE', 'Other documents are being issued at the same time.');
};
