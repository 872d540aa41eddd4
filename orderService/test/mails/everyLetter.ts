import { type OrderEventOf, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import { eventLetter, type MailedEvent } from '../../src/mails/eventLetters.ts';
import { type Content, toContent } from '../../src/mails/letter.ts';
import { receivedLetter, rejectedLetter, shippingLetter } from '../../src/mails/orderLetters.ts';
import type { Order } from '../../src/order/order.ts';
import { newPayment } from '../../src/order/payment.ts';
import { order } from '../samples.ts';

/** Ann's order, paid through the shop. */
export const paidOrder = (changes: Partial<Order> = {}): Order =>
  order({
    payment: newPayment({
      provider: 'test',
      paymentIntentId: 'pi_1',
      livemode: false,
      dueAt: '2026-01-02T03:34:05.678Z',
    }),
    ...changes,
  });

/** An event of Ann's order that is mailed. */
export const mailedEvent = <Type extends MailedEvent['type']>(
  type: Type,
  details: Partial<OrderEventOf<Type>['data']> = {},
  occurrence = '',
): OrderEventOf<Type> => {
  const { orderId, customerId, items, total, currency, correlationId, updatedAt } = order();
  const payment = { provider: 'test', paymentIntentId: 'pi_1' };
  const more = {
    PAYMENT_COMPLETED: { ...payment, capturedAmount: total },
    PAYMENT_FAILED: {
      ...payment,
      failure: 'Your card was declined.',
      payableUntil: '2026-01-02T03:34:05.678Z',
    },
    ORDER_CANCELLED: { reason: 'not paid in time' },
    ORDER_REFUNDED: {
      ...payment,
      refundId: 're_1',
      amount: 5000,
      refundedAmount: 5000,
      reason: 'One pair came without laces',
    },
  }[type];
  return {
    type,
    id: orderEventId(orderId, type, occurrence),
    version: 1,
    occurredAt: updatedAt,
    correlationId,
    data: { orderId, customerId, items, total, currency, ...more, ...details },
  } as unknown as OrderEventOf<Type>;
};

/** In whose name the mails are. */
export const SHOP = 'Shoes & more';

const all = { amount: 14_997, refundedAmount: 14_997 };

/** Every mail that an order can cause, by what it tells, about the order as it stands then. */
export const everyLetter = (changes: Partial<Order> = {}): Record<string, Content> => {
  const plain = order(changes);
  const paid = paidOrder(changes);
  const late = paidOrder({ ...changes, status: 'cancelled', reason: 'not paid in time' });
  const rejected = order({ ...changes, status: 'rejected', reason: 'out of stock' });
  const ofEvent = (event: MailedEvent, about: Order) => {
    const { items, total } = about;
    return toContent(
      eventLetter({ ...event, data: { ...event.data, items, total } } as MailedEvent, about),
      about,
      SHOP,
    );
  };
  return {
    received: toContent(receivedLetter(plain), plain, SHOP),
    'received, to be paid': toContent(receivedLetter(paid), paid, SHOP),
    shipping: toContent(shippingLetter(plain), plain, SHOP),
    rejected: toContent(rejectedLetter(rejected), rejected, SHOP),
    'payment completed': ofEvent(mailedEvent('PAYMENT_COMPLETED'), paid),
    'payment failed': ofEvent(mailedEvent('PAYMENT_FAILED'), paid),
    cancelled: ofEvent(mailedEvent('ORDER_CANCELLED'), late),
    'refunded in part': ofEvent(mailedEvent('ORDER_REFUNDED'), paidOrder({ ...changes, status: 'shipping' })),
    'late payment refunded': ofEvent(mailedEvent('ORDER_REFUNDED', all), late),
  };
};
