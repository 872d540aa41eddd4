import type { PlatformAddresses } from '@ecommerce/platform';
import type { PaymentProviderOptions } from '@ecommerce/test-provider';
import { formatMoney } from '../../src/money.ts';
import type { OrderLookup } from './orderLookup.ts';

export type Describe = NonNullable<PaymentProviderOptions['describe']>;

/** Returns the function that tells the pages of the payment provider about the order of a payment. */
export const describePayment =
  (lookUp: OrderLookup, { urls }: Pick<PlatformAddresses, 'urls'>): Describe =>
  async ({ orderId }) => {
    const order = orderId === undefined ? undefined : await lookUp(orderId);
    if (!order) return {};
    const { number, email, items, currency } = order;
    return {
      ...(number === undefined ? {} : { order: number }),
      customer: email,
      items: items.map(({ productName, quantity, unitPrice }) => ({
        name: productName,
        quantity,
        amount: formatMoney(unitPrice * quantity, currency),
      })),
      links: [
        { label: 'Order', url: `${urls.gateway}/platform/orders/${encodeURIComponent(order.orderId)}` },
        { label: 'Emails to the customer', url: `${urls.mailbox}/?q=${encodeURIComponent(email)}` },
      ],
    };
  };
