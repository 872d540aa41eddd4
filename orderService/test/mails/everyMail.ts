import { textsIn } from '@ecommerce/shared/languages/language.ts';
import type { Texts } from '@ecommerce/shared/languages/texts.ts';
import type { RenderedMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { fulfilledMail } from '../../src/mails/fulfilmentMail.ts';
import { CONTENT_BY_KIND, failedPaymentMail, type MailContent, refundMail } from '../../src/mails/orderMailContent.ts';
import { renderOrderMail } from '../../src/mails/renderOrderMail.ts';
import { returnMail } from '../../src/mails/returnMails.ts';
import type { RETURN_MAILS } from '../../src/notification/mailRequest.ts';
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

/** In whose name the emails are, and where its pages are. */
export const SHOP = { name: 'Shoes & more', url: '' };

/** Renders an email about an order, in a language. */
export const render = (content: MailContent, about: Order, texts: Texts = textsIn('en'), shop = SHOP): RenderedMail =>
  renderOrderMail(content, { order: { ...about, version: 1 } }, texts, shop);

/** Every email that an order can cause, by what it tells, about the order as it stands then. */
export const everyMail = (
  changes: Partial<Order> = {},
  texts: Texts = textsIn('en'),
  shop = SHOP,
): Record<string, RenderedMail> => {
  const plain = order(changes);
  const paid = paidOrder(changes);
  const late = { ...changes, status: 'cancelled', reason: 'not paid in time' } as const;
  const write = (content: MailContent, about: Order) => render(content, about, texts, shop);
  const kind = (mail: MailKind, about: Order) => write(CONTENT_BY_KIND[mail](about, texts), about);
  const refunded = (amount: number, more: Partial<Order>) => {
    const about = { ...refundedOrder([amount], { ...changes, ...more }), version: 1 };
    return write(refundMail(about, 'r0', texts), about);
  };
  const parcel = fulfilment();
  const left = order({ ...changes, status: 'shipping', fulfilments: [parcel] });
  const returned = (mail: (typeof RETURN_MAILS)[number], more: Partial<OrderReturn>) =>
    write(returnMail(mail, paid, orderReturn(more), texts), paid);
  return {
    received: kind('received', plain),
    'received, to be paid': kind('received', paid),
    shipping: kind('shipping', plain),
    rejected: kind('rejected', order({ ...changes, status: 'rejected', reason: 'out of stock' })),
    'payment completed': kind('paid', paid),
    'payment failed': write(failedPaymentMail(paid, 'Your card was declined.', texts), paid),
    cancelled: kind('cancelled', paidOrder(late)),
    'parcel has left': write(fulfilledMail(left, parcel, texts), left),
    'return approved': returned('returnApproved', { status: 'approved' }),
    'return refused': returned('returnRefused', { status: 'refused' }),
    'return received': returned('returnReceived', { status: 'received', refund: 4999 }),
    'refunded in part': refunded(5000, { status: 'shipping' }),
    'late payment refunded': refunded(14_997, late),
  };
};
