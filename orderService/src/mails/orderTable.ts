import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import { singleLine } from '@ecommerce/shared/mails/formatting.ts';
import type { MailAmount, MailTable } from '@ecommerce/shared/mails/mailTemplate.ts';
import { itemName, type Order } from '../order/order.ts';
import type { OrderTax } from '../order/orderPrice.ts';

/** Returns what every email about an order shows of it: its name, its items and what its price is made of. */
export const orderTable = (order: Order, facts: readonly MailAmount[], texts: Texts): MailTable => {
  const orderId = { label: texts.labels.order, value: order.orderId };
  return {
    names: order.number === undefined ? [orderId] : [{ label: texts.labels.orderNumber, value: order.number }, orderId],
    lines: order.items.map(({ quantity, unitPrice, imageUrl, ...item }) => ({
      name: singleLine(itemName(item)),
      quantity,
      unitPrice: texts.money(unitPrice, order.currency),
      amount: texts.money(unitPrice * quantity, order.currency),
      imageUrl,
    })),
    amounts: [...amountsOf(order, texts), ...facts],
  };
};

/** Lists the parts of the price, where the order has any, and the total. Taxes that the prices contain come after it. */
export const amountsOf = (
  { price, total, currency }: Pick<Order, 'price' | 'total' | 'currency'>,
  { labels, money, percent }: Texts,
): MailAmount[] => {
  const amount = (label: string, minorUnits: number, isStrong = false): MailAmount => ({
    label,
    value: money(minorUnits, currency),
    isStrong,
  });
  const named = (label: string, name: string | undefined) => (name ? `${label} (${singleLine(name)})` : label);
  const taxName = ({ label, rate }: OrderTax) => `${singleLine(label)} ${percent(rate)}`;
  const { subtotal, discounts = [], shipping, taxes = [] } = price ?? {};
  return [
    ...(subtotal === undefined ? [] : [amount(labels.subtotal, subtotal)]),
    ...discounts.map(({ label, code, ...discount }) => amount(named(labels.discount, label || code), -discount.amount)),
    ...(shipping ? [amount(named(labels.shipping, shipping.label), shipping.price)] : []),
    ...taxes.filter(({ included }) => !included).map((tax) => amount(taxName(tax), tax.amount)),
    amount(labels.total, total, true),
    ...taxes.filter(({ included }) => included).map((tax) => amount(labels.includedTax(taxName(tax)), tax.amount)),
  ];
};
