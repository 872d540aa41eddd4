import { settleOrder } from '../erasure/settleOrder.ts';
import { requestDocuments } from '../invoicing/invoiceQueue.ts';
import { publishNotifications } from '../notification/publishNotifications.ts';
import { dueDocuments } from '../order/accountingDocument.ts';
import { readExistingOrder } from '../order/existingOrder.ts';
import { recordNotified } from '../order/nextCheckStore.ts';
import { nextStep, type OrderStep, stepOf } from '../order/nextStep.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';
import type { StoredOrder } from '../order/orderStore.ts';

/**
 * Publishes an order's events, requests its emails, and closes it if nothing else is left to do. An order that lacks its invoice or a credit
 * note stays open until the invoice queue's consumer has issued them. An order that has changed since the previous step is not closed: its
 * row says what comes next.
 */
export const notifyCustomerStep = async ({ orderId, version }: OrderStep): Promise<OrderStep> => {
  const order = await readExistingOrder(orderId);
  const keys = await publishNotifications(order);
  const isUnchanged = order.version === version;
  const isLast =
    isUnchanged && (isRejectedOrCancelled(order.status) || (order.status === 'shipping' && !isBehind(order)));
  const isUninvoiced = dueDocuments(order).length > 0;
  if (isLast && !isUninvoiced && (await settleOrder(order, keys))) return stepOf(order, 'Done');
  const notified = keys.length > 0 ? await recordNotified(orderId, keys) : undefined;
  if (isLast && isUninvoiced) await invoice(order);
  if (!isUnchanged || isBehind(order)) return stepOf(order);
  if (!isLast) return stepOf(order, 'Done');
  const current = notified ?? (await readExistingOrder(orderId));
  return current.version === version ? stepOf(current, 'Done') : stepOf(current);
};

/** Whether a return has come while the order's money was settled: its units are put back into stock first. */
const isBehind = (order: StoredOrder): boolean => nextStep(order) === 'RestockReturns';

/** How long an order may lack a document before a person has to look, in milliseconds. */
const MAX_UNINVOICED_MS = 24 * 60 * 60 * 1000;

/** A document was requested again and again, and was not issued. */
class InvoiceNotIssued extends Error {
  override readonly name = 'InvoiceNotIssued';
}

/** @throws InvoiceNotIssued a day after the order's last change */
const invoice = async (order: StoredOrder): Promise<void> => {
  await requestDocuments(order);
  if (Date.now() - Date.parse(order.updatedAt) > MAX_UNINVOICED_MS) {
    throw new InvoiceNotIssued(`The documents of order ${order.orderId} were not issued`);
  }
};
