import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { documentContent } from '../../src/invoicing/documentContent.ts';
import type { AccountingDocument, DueDocument } from '../../src/order/accountingDocument.ts';
import type { Order } from '../../src/order/order.ts';
import { newPayment, type Refund } from '../../src/order/payment.ts';
import { sumOf } from '../../src/pricing/exactMath.ts';
import { order, orderReturn, shoes } from '../samples.ts';

const shop = { name: 'Shoes & more' };
const invoiced: AccountingDocument = {
  ...{ kind: 'invoice', number: 'INV-2026-000001', issuedAt: '2026-01-03T00:00:00Z', amount: 12_398 },
};
const book = { ...shoes, productId: 'book', productName: 'Book' };

/** Three pairs of shoes at 19 %, two books at 7 %, shipping at 19 %; prices contain the taxes. */
const priced = (changes: Partial<Order> = {}): Order => ({
  ...order({ currency: 'EUR' }),
  items: [
    { ...{ productId: shoes.id, productName: 'Shoes', unitPrice: 3333, quantity: 3 }, ...itemPrice(9999, [0, 1596]) },
    {
      ...{ productId: 'book', productName: book.productName, unitPrice: 1000, quantity: 2 },
      ...itemPrice(1900, [124, 0], 100),
    },
  ],
  total: 12_398,
  price: {
    ...{ subtotal: 11_999, discounts: [{ discountId: 'd', label: 'Summer', amount: 100 }] },
    shipping: { ...{ id: 's', label: 'DHL', price: 499, taxCategory: 'standard' }, ...itemPrice(499, [0, 80]) },
    taxes: [
      { label: 'VAT', rate: 7, base: 1776, amount: 124, included: true },
      { label: 'VAT', rate: 19, base: 8822, amount: 1676, included: true },
    ],
  },
  payment: {
    ...newPayment({ provider: 'test', paymentIntentId: 'pi', livemode: false, dueAt: '2026-01-02T04:00:00Z' }),
    capturedAmount: 12_398,
  },
  documents: [invoiced],
  ...changes,
});
const itemPrice = (total: number, taxParts: number[], discount = 0) => ({
  discount,
  total,
  taxParts,
  tax: sumOf(taxParts),
});
const refund = (amount: number, more: Partial<Refund> = {}): Refund => ({
  ...{ amount, state: 'succeeded', at: '2026-01-04T00:00:00Z', reason: 'refunded by the shop' },
  ...more,
});
const withRefunds = (refunds: Record<string, Refund>, changes: Partial<Order> = {}): Order => {
  const { payment, ...placed } = priced(changes);
  return { ...placed, ...(payment ? { payment: { ...payment, refunds } } : {}) };
};
const creditNote = (refundKey: string, amount: number): DueDocument => ({ kind: 'creditNote', refundKey, amount });
const issued = (document: DueDocument): AccountingDocument => ({
  ...document,
  number: 'CN-2026-000001',
  issuedAt: '2026-01-04T00:00:00Z',
});

test('an invoice keeps what the order and the shop were when it was issued', () => {
  const settings = { name: 'Shop', vatId: 'DE123456789', logo: 'https://shop.example/logo.png' };
  const content = documentContent(
    priced({ number: '2026-000042', vatId: 'ATU12345678' }),
    { kind: 'invoice', amount: 12_398 },
    settings,
  );

  expect(content).toMatchObject({
    shop: { name: 'Shop', vatId: 'DE123456789' },
    order: { name: '2026-000042' },
    vatId: 'ATU12345678',
    lines: [
      { name: 'Shoes', quantity: 3, unitPrice: 3333, discount: 0, rates: [19], amount: 9999 },
      { name: 'Book', quantity: 2, unitPrice: 1000, discount: 100, rates: [7], amount: 1900 },
    ],
    price: { subtotal: 11_999, shipping: { price: 499 } },
    total: 12_398,
    paid: 12_398,
  });
  expect(JSON.stringify(content)).not.toMatch(/logo|example\.com/);
});

test('an order without prices of its own has lines and a total', () => {
  expect(documentContent(order(), { kind: 'invoice', amount: 14_997 }, shop)).toMatchObject({
    ...{ lines: [{ name: 'Shoes', rates: [], amount: 14_997 }], taxes: [], total: 14_997 },
  });
});

describe('a credit note', () => {
  test('of everything lists all that was paid for, with all taxes', () => {
    const content = documentContent(withRefunds({ all: refund(12_398) }), creditNote('all', 12_398), shop);

    expect(content).toMatchObject({
      invoiceNumber: 'INV-2026-000001',
      lines: [
        { name: 'Shoes', quantity: 3, amount: 9999 },
        { name: 'Book', quantity: 2, amount: 1900 },
        { name: 'DHL', role: 'shipping', amount: 499 },
      ],
      taxes: [
        { rate: 7, base: 1776, amount: 124 },
        { rate: 19, base: 8822, amount: 1676 },
      ],
      total: 12_398,
    });
  });

  test('of a part of the money takes back the same share of each tax, and says why', () => {
    const reasoned = withRefunds({ r: refund(1000, { reason: 'torn', by: 'sue' }) });

    expect(documentContent(reasoned, creditNote('r', 1000), shop)).toMatchObject({
      lines: [{ name: 'torn', role: 'refund', amount: 1000 }],
      taxes: [
        { rate: 7, base: 143, amount: 10 },
        { rate: 19, base: 712, amount: 135 },
      ],
    });
    expect(
      documentContent(withRefunds({ r: refund(1000, { by: 'sue' }) }), creditNote('r', 1000), shop).lines,
    ).toMatchObject([{ name: '' }]);
  });

  test('of a return takes back its units with their taxes', () => {
    const items = [{ productId: 'book', quantity: 1 }];
    const returns = [orderReturn({ id: 'ret', status: 'received', receivedAt: '2026-01-09T00:00:00Z', items })];

    expect(documentContent(withRefunds({ ret: refund(950) }, { returns }), creditNote('ret', 950), shop)).toMatchObject(
      {
        lines: [{ name: 'Book', quantity: 1, rates: [7], amount: 950 }],
        taxes: [{ rate: 7, base: 888, amount: 62 }],
      },
    );
  });

  test('of a return that gets less, because money went back before, says so', () => {
    const earlier = issued(creditNote('r', 12_000));
    const items = [{ productId: shoes.id, quantity: 3 }];
    const returns = [orderReturn({ id: 'ret', status: 'received', receivedAt: '2026-01-09T00:00:00Z', items })];
    const placed = withRefunds({ r: refund(12_000), ret: refund(398) }, { returns, documents: [invoiced, earlier] });

    expect(documentContent(placed, creditNote('ret', 398), shop).lines).toMatchObject([
      { name: 'Shoes', quantity: 3, amount: 9999 },
      { role: 'adjustment', amount: 398 - 9999 },
    ]);
  });

  test('after others takes back what they left: together they are the invoice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 6 }), fc.boolean(), (amounts, hasReturn) => {
        const items = [{ productId: shoes.id, quantity: 2 }];
        const returns = [orderReturn({ id: 'ret', status: 'received', receivedAt: '2026-01-09T00:00:00Z', items })];
        const due: DueDocument[] = [];
        for (const [index, amount] of [...(hasReturn ? [6666] : []), ...amounts, 12_398].entries()) {
          const left = 12_398 - sumOf(due.map((one) => one.amount));
          if (left > 0) due.push(creditNote(hasReturn && index === 0 ? 'ret' : `r${index}`, Math.min(amount, left)));
        }
        const contents = due.map((one, index) =>
          documentContent(priced({ returns, documents: [invoiced, ...due.slice(0, index).map(issued)] }), one, shop),
        );
        const all = (rate: number, part: 'base' | 'amount') =>
          sumOf(contents.flatMap(({ taxes }) => taxes.filter((tax) => tax.rate === rate).map((tax) => tax[part])));

        expect([all(7, 'base'), all(7, 'amount'), all(19, 'base'), all(19, 'amount')]).toEqual([1776, 124, 8822, 1676]);
        for (const { taxes, total } of contents) expect(sumOf(taxes.map((tax) => tax.base + tax.amount))).toBe(total);
      }),
    );
  });
});
