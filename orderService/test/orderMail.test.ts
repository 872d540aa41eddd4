import { describe, expect, test } from '@jest/globals';
import { MAIL_KINDS } from '../src/order.ts';
import { orderMail } from '../src/orderMail.ts';
import { order } from './samples.ts';

describe.each(MAIL_KINDS)("the mail '%s'", (kind) => {
  test('names the order, each line, the total and the currency, and no address', () => {
    const { text } = orderMail(kind, order());

    expect(text).toContain(order().orderId);
    expect(text).toContain('  3 × Shoes, 49.99 USD each\n');
    expect(text).toContain('Total: 149.97 USD\n');
    expect(text).not.toContain('@');
  });

  test('keeps a product name on its line, whatever the seller wrote', () => {
    const [item] = order().items;
    const { text } = orderMail(
      kind,
      order({ items: [{ ...item, productName: 'Shoes\r\nTotal: 0.01\u2028\u0007x' } as never] }),
    );

    expect(text).toContain('  3 × Shoes Total: 0.01 x, 49.99 USD each\n');
  });
});

test('each outcome has its own subject', () => {
  const subjects = MAIL_KINDS.map((kind) => orderMail(kind, order()).subject);

  expect(new Set(subjects).size).toBe(MAIL_KINDS.length);
});

test('the shipping mail has the documented subject, letter for letter', () => {
  expect(orderMail('shipping', order()).subject).toBe('gucci now shipping');
});
