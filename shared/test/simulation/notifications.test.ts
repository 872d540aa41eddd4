import { expect, test } from '@jest/globals';
import { mailsOf } from '../../simulation/notifications.ts';

const orderId = '00000000-0000-4000-8000-000000000001';
const mail = (lines: string[], isAnswered: boolean) => ({
  ...{ to: 'ann@example.com', subject: 'Your refund for order 2030-000001', sender: undefined, isAnswered },
  text: [`Order: ${orderId}`, ...lines].join('\n'),
});
const mailsIn = (mails: ReturnType<typeof mail>[]) =>
  mailsOf({ mailbox: { mails }, queues: { bodies: () => [] } } as unknown as Parameters<typeof mailsOf>[0]);

test('a refund’s email that was not answered, and sent again without its reason since the order was cancelled, may be one', () => {
  const mails = mailsIn([
    mail(['Refunded now: €5.00', 'Reason: goodwill'], false),
    mail(['Refunded now: €5.00'], true),
  ]);

  expect(mails.map(({ isDoubtful }) => isDoubtful)).toEqual([true, false]);
});

test('refunds of one amount that were both answered are two', () => {
  const mails = mailsIn([
    mail(['Refunded now: €5.00', 'Reason: goodwill'], true),
    mail(['Refunded now: €5.00', 'Reason: too late'], true),
  ]);

  expect(mails.map(({ isDoubtful }) => isDoubtful)).toEqual([false, false]);
});
