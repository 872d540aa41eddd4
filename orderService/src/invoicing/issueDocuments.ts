import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { faultyFields, parseJson } from '@ecommerce/shared/queueMessage.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { dueDocuments } from '../order/accountingDocument.ts';
import { isErasurePending } from '../order/erasure.ts';
import { closeOrder } from '../order/nextCheckStore.ts';
import { readOrders, type StoredOrder } from '../order/orderStore.ts';
import { readSettings } from '../settings/settingsStore.ts';
import type { IssuingShop } from './documentContent.ts';
import { type OrderDocuments, recordDocuments } from './documentStore.ts';
import { InvoiceRequest } from './invoiceRequest.ts';

/** How often another call may be faster. */
const ATTEMPTS = 10;

/** The most documents of one transaction. With those of a batch's orders, its writes are at most 100. */
const MAX_DOCUMENTS = 50;

/** The messages of one order in a batch. */
type Requested = { orderId: string; correlationId: string; versions: number[]; messageIds: string[] };

/**
 * Issues the documents that the orders of a batch of messages lack. A duplicate message changes nothing.
 *
 * @returns the messages to receive again
 */
export const issueRequestedDocuments = async (records: SQSRecord[]): Promise<SQSBatchItemFailure[]> => {
  const requested = new Map<string, Requested>();
  const failed: string[] = [];
  for (const { messageId, body } of records) {
    try {
      const { orderId, version, correlationId } = parse(body);
      const { versions, messageIds } = requested.get(orderId) ?? { versions: [], messageIds: [] };
      const messages = { versions: [...versions, version], messageIds: [...messageIds, messageId] };
      requested.set(orderId, { orderId, correlationId, ...messages });
    } catch (error) {
      log.error('invoice not issued', { messageId, error });
      failed.push(messageId);
    }
  }
  failed.push(...(await issueTogether([...requested.values()])));
  return failed.map((itemIdentifier) => ({ itemIdentifier }));
};

const parse = (body: string): InvoiceRequest => {
  const { data, error } = InvoiceRequest.safeParse(parseJson(body));
  if (data) return data;
  throw new Error(`The message requests no invoice: ${faultyFields(error)}`);
};

/**
 * Issues the documents of several orders together; if that fails, of each alone, so that an order that cannot have its documents keeps no other
 * from having theirs.
 *
 * @returns the messages of the orders that failed
 */
const issueTogether = async (requests: Requested[]): Promise<string[]> => {
  const [first] = requests;
  if (!first) return [];
  const { correlationId, messageIds } = first;
  try {
    await withCorrelation(correlationId, () => issueDocuments(new Map(requests.map((one) => [one.orderId, one]))));
    return [];
  } catch (error) {
    if (requests.length === 1) {
      withCorrelation(correlationId, () => log.error('invoice not issued', { messageIds, error }));
      return messageIds;
    }
    log.warn('invoices not issued together', { error });
  }
  const failed: string[] = [];
  for (const request of requests) failed.push(...(await issueTogether([request])));
  return failed;
};

/**
 * Issues the documents that orders lack, and closes each order for which nothing else is left to do.
 *
 * @param requests by order
 */
const issueDocuments = async (requests: Map<string, Requested>): Promise<void> => {
  const open = new Map(requests);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const orders = await readOrders([...open.keys()]);
    if (orders.length < open.size) throw new Error('A message requests an invoice of an order that does not exist');
    const lacking = orders.filter((order) => dueDocuments(order).length > 0);
    for (const order of orders.filter((one) => !lacking.includes(one))) {
      if (order.nextCheckAt !== undefined && closes(order, open)) await closeOrder(order, []); // issued by an earlier request
      open.delete(order.orderId);
    }
    const next = nextDocuments(lacking, open);
    const areIssued = next.length === 0 || (await recordDocuments(next, await readIssuer()));
    if (!areIssued) continue;
    for (const { order, due } of next) {
      const { orderId } = order;
      const documents = due.map(({ kind }) => kind);
      withCorrelation(open.get(orderId)?.correlationId, () => log.info('documents issued', { orderId, documents }));
      if (due.length === dueDocuments(order).length) open.delete(orderId);
    }
    if (open.size === 0) return;
  }
  throw new DomainError('UNAVAILABLE', 'Other documents are being issued at the same time.');
};

/** Whether a message says that the order, as it is, has nothing else left to do. */
const closes = (order: StoredOrder, requests: Map<string, Requested>): boolean =>
  (requests.get(order.orderId)?.versions ?? []).includes(order.version) && !isErasurePending(order);

/** Returns what one transaction issues of orders that lack documents: as many as fit. */
const nextDocuments = (lacking: StoredOrder[], requests: Map<string, Requested>): OrderDocuments[] => {
  const next: OrderDocuments[] = [];
  let left = MAX_DOCUMENTS;
  for (const order of lacking) {
    const all = dueDocuments(order);
    const due = all.slice(0, left);
    if (due.length > 0) next.push({ order, due, closes: due.length === all.length && closes(order, requests) });
    left -= due.length;
  }
  return next;
};

/** The shop as documents name it from now on. */
const readIssuer = async (): Promise<IssuingShop> => {
  const { shop } = await readSettings();
  return { ...shop, name: shop.name ?? shopName };
};
