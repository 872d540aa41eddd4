import { isSameLine, type LineQuantity } from '../order/fulfilment.ts';
import type { Order, OrderItem } from '../order/order.ts';
import { smallestCharge } from '../payment/stripeAmount.ts';

/**
 * Computes what goes back for returned units: what was paid for them, discounts and taxes included, and never more than remains of the payment.
 * A line whose price its units do not share evenly gives the first of them one minor unit more, so that its units sum to the line.
 *
 * @param items units that are received now, in addition to those of the order's received returns
 * @returns integer minor units; 0 for an order that was not paid through the shop
 */
export const refundForReturn = (
  order: Pick<Order, 'items' | 'returns' | 'payment' | 'currency'>,
  items: LineQuantity[],
): number => {
  const { payment, currency, returns = [] } = order;
  if (!payment) return 0;
  const received = returns.filter(({ status }) => status === 'received').flatMap((one) => one.items);
  const rounded = (amount: number) => amount - (amount % smallestCharge(currency));
  const owed = rounded(paidForAll(order.items, [...received, ...items])) - rounded(paidForAll(order.items, received));
  return Math.max(0, Math.min(owed, rounded(payment.capturedAmount - payment.refundedAmount)));
};

/** What was paid for some units of an order's lines. */
const paidForAll = (lines: readonly OrderItem[], units: LineQuantity[]): number =>
  lines.reduce((sum, line) => {
    const quantity = units.filter((item) => isSameLine(item, line)).reduce((total, item) => total + item.quantity, 0);
    return sum + paidForFirst(line, quantity);
  }, 0);

/** Returns what was paid for some units of a line after so many others of it, in integer minor units. */
export const paidForUnits = (line: OrderItem, before: number, quantity: number): number =>
  paidForFirst(line, before + quantity) - paidForFirst(line, before);

/** What was paid for the first units of a line. */
const paidForFirst = (line: OrderItem, quantity: number): number => {
  const total = line.total ?? line.unitPrice * line.quantity;
  const remainder = total % line.quantity;
  return ((total - remainder) / line.quantity) * quantity + Math.min(quantity, remainder);
};
