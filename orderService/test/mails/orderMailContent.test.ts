import { textsIn } from '@ecommerce/shared/languages/language.ts';
import { expect, test } from '@jest/globals';
import { CONTENT_BY_KIND, failedPaymentMail, refundMail } from '../../src/mails/orderMailContent.ts';
import type { MailKind, Order } from '../../src/order/order.ts';
import { order } from '../samples.ts';
import { paidOrder, refundedOrder, render } from './everyMail.ts';

const english = textsIn('en');

const textOf = (mail: MailKind, about: Order = paidOrder()) =>
  render(CONTENT_BY_KIND[mail](about, english), about).text;
const refundText = (about: ReturnType<typeof refundedOrder>, key = 'r0') =>
  render(refundMail({ ...about, version: 1 }, key, english), about).text;

test('the confirmation of an unpaid order names the amount and the deadline', () => {
  expect(textOf('received')).toContain('please pay 149.97 USD by 2 January 2026 at 03:34 UTC');
  expect(textOf('received', order())).not.toContain('pay');
});

test('a payment is confirmed with the captured amount', () => {
  const { payment } = paidOrder();

  expect(textOf('paid', paidOrder({ payment: { ...payment, capturedAmount: 14_997 } }))).toContain(
    'your payment of 149.97 USD has reached us.',
  );
});

test('the email about a failed payment contains the reason on one line, and the deadline', () => {
  const { text } = render(failedPaymentMail(paidOrder(), 'Your card\nwas declined', english), paidOrder());

  expect(text).toContain('your payment of 149.97 USD did not go through: Your card was declined.\n');
  expect(text).toContain('you may try again until 2 January 2026 at 03:34 UTC.');
});

test.each([
  ['out of stock', 'what you ordered is out of stock'],
  ['no longer available', 'what you ordered is no longer available'],
  ['could not be processed', 'your order could not be processed'],
] as const)('a rejected order is told with its reason: %s', (reason, words) => {
  expect(textOf('rejected', order({ status: 'rejected', reason }))).toContain(words);
});

test.each([
  ['cancelled by the customer', 'your order has been cancelled, as you asked.'],
  ['cancelled by the shop', 'we are sorry: we had to cancel your order.'],
  ['not paid in time', 'your order has been cancelled, because it was not paid in time.'],
  ['could not be processed', 'we are sorry: we could not process your order, and had to cancel it.'],
] as const)('a cancelled order is told with its reason: %s', (reason, words) => {
  expect(textOf('cancelled', paidOrder({ status: 'cancelled', reason }))).toContain(words);
});

test('money is spoken of in a cancellation only where the order could be paid', () => {
  const cancelled = { status: 'cancelled', reason: 'not paid in time' } as const;

  expect(textOf('cancelled', paidOrder(cancelled))).toContain(
    'If you have already paid, we will refund you automatically',
  );
  expect(textOf('cancelled', order(cancelled))).not.toContain('paid for it');
});

test('a refund in part is told with its amount, what stays, and why', () => {
  const text = refundText(refundedOrder([5000], { status: 'shipping' }));

  expect(text).toContain('we have refunded 50.00 USD to the payment method you used');
  expect(text).toContain('Refunded now: 50.00 USD\nStill paid: 99.97 USD\nReason: One pair came without laces\n');
});

test('a second refund tells what went back in all', () => {
  expect(refundText(refundedOrder([5000, 9997], { status: 'shipping' }), 'r1')).toContain(
    'Refunded now: 99.97 USD\nRefunded in total: 149.97 USD\nStill paid: 0.00 USD\n',
  );
});

test('a refund of all that came says that nothing stays, also where another sum than the total came', () => {
  const about = refundedOrder([5000], { status: 'cancelled' });

  expect(refundText({ ...about, payment: { ...about.payment, capturedAmount: 5000 } })).toContain(
    'Refunded now: 50.00 USD\nStill paid: 0.00 USD\n',
  );
});

test.each<[string, Partial<Order>, string]>([
  [
    'came too late',
    { status: 'cancelled', reason: 'not paid in time' },
    'your payment reached us after your order had been cancelled, because it was not paid in time. Therefore we have refunded 149.97 USD',
  ],
  [
    'was for a cancelled order',
    { status: 'cancelled', reason: 'cancelled by the customer' },
    'your order was cancelled. Therefore we have refunded 149.97 USD',
  ],
  [
    'was for an order that could not be had',
    { status: 'rejected', reason: 'out of stock' },
    'your payment reached us, but we could not accept your order. Therefore we have refunded 149.97 USD',
  ],
])('a refund of a payment that %s says what happened', (_, standing, words) => {
  expect(refundText(refundedOrder([14_997], standing))).toContain(words);
});
