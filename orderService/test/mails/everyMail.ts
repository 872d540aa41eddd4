import { fulfilledMail } from '../../src/mails/fulfilmentMail.ts';
import { CONTENT_BY_KIND, failedPaymentMail, refundMail } from '../../src/mails/orderMailContent.ts';
import { type RenderedMail, renderMail } from '../../src/mails/renderMail.ts';
import { RETURN_CONTENT } from '../../src/mails/returnMails.ts';
import type { MailKind, Order } from '../../src/order/order.ts';
import type { OrderReturn } from '../../src/order/orderReturn.ts';
import { newPayment, type Refund } from '../../src/order/payment.ts';
import { fulfilment, order, orderReturn } from '../samples.ts';

/** Ann's order, to be paid through the shop. */
export const paidOrder = ({
  payment: given,
  ...changes
}: Partial<Order> = {}): Order & Required<Pick<Order, 'payment'>> => ({
  ...order(changes),
  payment: given ?? {
    ...newPayment({
      provider: 'test',
      paymentIntentId: 'pi_1',
      livemode: false,
      dueAt: '2026-01-02T03:34:05.678Z',
    }),
  },
});

/** A refund that was made. */
export const refundOf = (amount: number, changes: Partial<Refund> = {}): Refund => ({
  ...{ amount, state: 'succeeded', refundId: 're_1', at: '2026-01-03T03:04:05.678Z' },
  reason: 'One pair came without laces',
  ...changes,
});

/** Ann's order, paid, of which such amounts went back, under the keys `r0`, `r1` …. */
export const refundedOrder = (amounts: number[], changes: Partial<Order> = {}) => {
  const fresh = paidOrder(changes);
  const refunds = Object.fromEntries(amounts.map((amount, index) => [`r${index}`, refundOf(amount)]));
  const refundedAmount = amounts.reduce((sum, amount) => sum + amount, 0);
  return { ...fresh, payment: { ...fresh.payment, capturedAmount: fresh.total, refundedAmount, refunds } };
};

/** In whose name the mails are. */
export const SHOP = 'Shoes & more';

/** Every mail that an order can cause, by what it tells, about the order as it stands then. */
export const everyMail = (changes: Partial<Order> = {}): Record<string, RenderedMail> => {
  const plain = order(changes);
  const paid = paidOrder(changes);
  const late = { ...changes, status: 'cancelled', reason: 'not paid in time' } as const;
  const kind = (mail: MailKind, about: Order) => renderMail(CONTENT_BY_KIND[mail](about), about, SHOP);
  const refunded = (amount: number, more: Partial<Order>) => {
    const about = { ...refundedOrder([amount], { ...changes, ...more }), version: 1 };
    return renderMail(refundMail(about, 'r0'), about, SHOP);
  };
  const parcel = fulfilment();
  const left = order({ ...changes, status: 'shipping', fulfilments: [parcel] });
  const returned = (mail: keyof typeof RETURN_CONTENT, more: Partial<OrderReturn>) =>
    renderMail(RETURN_CONTENT[mail](paid, orderReturn(more)), paid, SHOP);
  return {
    received: kind('received', plain),
    'received, to be paid': kind('received', paid),
    shipping: kind('shipping', plain),
    rejected: kind('rejected', order({ ...changes, status: 'rejected', reason: 'out of stock' })),
    'payment completed': kind('paid', paid),
    'payment failed': renderMail(failedPaymentMail(paid, 'Your card was declined.'), paid, SHOP),
    cancelled: kind('cancelled', paidOrder(late)),
    'parcel has left': renderMail(fulfilledMail(left, parcel), left, SHOP),
    'return approved': returned('returnApproved', { status: 'approved' }),
    'return refused': returned('returnRefused', { status: 'refused' }),
    'return received': returned('returnReceived', { status: 'received', refund: 4999 }),
    'refunded in part': refunded(5000, { status: 'shipping' }),
    'late payment refunded': refunded(14_997, late),
  };
};
