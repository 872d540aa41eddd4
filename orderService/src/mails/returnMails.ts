import { formatMoney } from '@ecommerce/shared/money.ts';
import type { RETURN_MAILS } from '../notification/mailRequest.ts';
import type { Order } from '../order/order.ts';
import type { OrderReturn } from '../order/orderReturn.ts';
import { describeItem } from './fulfilmentMail.ts';
import type { MailContent } from './renderMail.ts';

type ReturnMail = (order: Order, orderReturn: OrderReturn) => MailContent;

const itemsOf = (order: Order, { items }: OrderReturn): NonNullable<MailContent['facts']> =>
  items.map((item) => ['Return', describeItem(order, item)] as const);

const approvedMail: ReturnMail = (order, orderReturn) => ({
  subject: `You may return items of your order ${order.orderId}`,
  heading: 'You may return your items',
  paragraphs: ['we have approved your return. Please send the items below back to us.'],
  facts: itemsOf(order, orderReturn),
});

const refusedMail: ReturnMail = (order, orderReturn) => ({
  subject: `We cannot take back items of your order ${order.orderId}`,
  heading: 'We cannot take back your items',
  paragraphs: ['we are sorry: we cannot accept the return that you asked for.'],
  facts: itemsOf(order, orderReturn),
});

const receivedMail: ReturnMail = (order, orderReturn) => ({
  subject: `Your return has arrived: order ${order.orderId}`,
  heading: 'Your return has arrived',
  paragraphs: ['we have received the items that you returned.', ...refundSentence(order, orderReturn)],
  facts: itemsOf(order, orderReturn),
});

const refundSentence = ({ currency }: Order, { refund }: OrderReturn): string[] =>
  refund === undefined
    ? []
    : [`We refund ${formatMoney(refund, currency)} to the payment method you used, and email you about it.`];

/** Content of the emails about a return. */
export const RETURN_CONTENT: Record<(typeof RETURN_MAILS)[number], ReturnMail> = {
  returnApproved: approvedMail,
  returnRefused: refusedMail,
  returnReceived: receivedMail,
};
