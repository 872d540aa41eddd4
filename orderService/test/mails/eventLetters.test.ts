import { expect, test } from '@jest/globals';
import { eventLetter, type MailedEvent } from '../../src/mails/eventLetters.ts';
import { toContent } from '../../src/mails/letter.ts';
import { receivedLetter } from '../../src/mails/orderLetters.ts';
import type { Order } from '../../src/order/order.ts';
import { order } from '../samples.ts';
import { mailedEvent, paidOrder } from './everyLetter.ts';

const textOf = (event: MailedEvent, about: Order = paidOrder()) =>
  toContent(eventLetter(event, about), about, 'Shoes & more').text;

test('who has to pay is told with the receipt how much and until when', () => {
  const { text } = toContent(receivedLetter(paidOrder()), paidOrder(), 'Shoes & more');

  expect(text).toContain('please pay the 149.97 USD by 2 January 2026 at 03:34 UTC');
});

test('a payment that came is confirmed with its amount', () => {
  expect(textOf(mailedEvent('PAYMENT_COMPLETED'))).toContain('your payment of 149.97 USD has reached us.');
});

test('a payment that failed is told with its failure on one line, and until when one may try again', () => {
  const text = textOf(mailedEvent('PAYMENT_FAILED', { failure: 'Your card\nwas declined' }));

  expect(text).toContain('your payment of 149.97 USD did not go through: Your card was declined.\n');
  expect(text).toContain('you may try again until 2 January 2026 at 03:34 UTC.');
});

test.each([
  ['cancelled by the customer', 'your order has been cancelled, as you asked.'],
  ['cancelled by the shop', 'we are sorry: we had to cancel your order.'],
  ['not paid in time', 'your order has been cancelled, because it was not paid in time.'],
  ['could not be processed', 'we are sorry: we could not process your order, and had to cancel it.'],
  ['a reason of tomorrow', 'your order has been cancelled: a reason of tomorrow.'],
])('a cancelled order is told with its reason: %s', (reason, words) => {
  expect(textOf(mailedEvent('ORDER_CANCELLED', { reason }))).toContain(words);
});

test('money is spoken of in a cancellation only where the order could be paid', () => {
  const event = mailedEvent('ORDER_CANCELLED');

  expect(textOf(event, paidOrder())).toContain('Whatever you have paid for it goes back to you by itself');
  expect(textOf(event, order())).not.toContain('paid for it');
});

test('a refund in part is told with its amount, what stays, and why', () => {
  const text = textOf(mailedEvent('ORDER_REFUNDED'), paidOrder({ status: 'shipping' }));

  expect(text).toContain('we have sent 50.00 USD back to you');
  expect(text).toContain('Sent back now: 50.00 USD\nStill paid: 99.97 USD\nReason: One pair came without laces\n');
});

test('a second refund tells what went back in all', () => {
  const event = mailedEvent('ORDER_REFUNDED', { amount: 9997, refundedAmount: 14_997 });

  expect(textOf(event, paidOrder({ status: 'shipping' }))).toContain(
    'Sent back now: 99.97 USD\nSent back in all: 149.97 USD\nStill paid: 0.00 USD\n',
  );
});

test('a refund of all that came says that nothing stays, also where another sum than the total came', () => {
  const { payment } = paidOrder();
  const about = paidOrder({ status: 'cancelled', ...(payment && { payment: { ...payment, capturedAmount: 5000 } }) });

  expect(textOf(mailedEvent('ORDER_REFUNDED'), about)).toContain('Sent back now: 50.00 USD\nStill paid: 0.00 USD\n');
});

test.each<[string, Partial<Order>, string]>([
  [
    'came too late',
    { status: 'cancelled', reason: 'not paid in time' },
    'your payment reached us after your order had been cancelled, because it was not paid in time. Therefore we have sent 149.97 USD back',
  ],
  [
    'was for a cancelled order',
    { status: 'cancelled', reason: 'cancelled by the customer' },
    'your order was cancelled. Therefore we have sent 149.97 USD back',
  ],
  [
    'was for an order that could not be had',
    { status: 'rejected', reason: 'out of stock' },
    'your payment reached us, but we could not accept your order. Therefore we have sent 149.97 USD back',
  ],
])('a refund of a payment that %s says what happened', (_, standing, words) => {
  const event = mailedEvent('ORDER_REFUNDED', { amount: 14_997, refundedAmount: 14_997 });

  expect(textOf(event, paidOrder(standing))).toContain(words);
});
