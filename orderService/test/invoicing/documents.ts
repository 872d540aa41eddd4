import type { Address } from '@ecommerce/shared/address/address.ts';
import type { DocumentContent, IssuedDocument } from '../../src/invoicing/documentContent.ts';

const berlin: Address = {
  name: 'Jürgen Łukasiewicz',
  company: 'Grün & Söhne GmbH',
  line1: 'Große Straße 12',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const newYork: Address = {
  name: 'Ann Lee',
  line1: '5 Main St',
  postalCode: '10001',
  city: 'New York',
  region: 'US-NY',
  country: 'US',
};

/** An invoice over two lines with tax in their prices, a discount and shipping. */
export const invoice = (content: Partial<DocumentContent> = {}, currency = 'EUR'): IssuedDocument => ({
  kind: 'invoice',
  number: 'INV-2026-000123',
  issuedAt: '2026-01-05T23:59:59.000Z',
  amount: 22297,
  currency,
  content: {
    shop: {
      name: 'Shoes & more',
      legalAddress: { ...berlin, name: 'Shoes & more Ltd', company: undefined },
      vatId: 'DE123456789',
    },
    order: { name: '2026-000042', createdAt: '2026-01-02T03:04:05.678Z' },
    billingAddress: berlin,
    shippingAddress: newYork,
    vatId: 'ATU12345678',
    lines: [
      { name: 'Running shoes', quantity: 2, unitPrice: 9999, discount: 2000, rates: [19], amount: 17998 },
      { name: 'Book', quantity: 1, unitPrice: 3800, discount: 0, rates: [7], amount: 3800 },
    ],
    price: {
      subtotal: 23798,
      discounts: [{ discountId: 'd', label: 'Summer', amount: 2000 }],
      shipping: {
        ...{ id: 's', label: 'DHL', price: 499, taxCategory: 'standard' },
        ...{ discount: 0, tax: 80, total: 499, taxParts: [0, 80] },
      },
    },
    taxes: [
      { label: 'VAT', rate: 7, base: 3551, amount: 249, included: true },
      { label: 'VAT', rate: 19, base: 15543, amount: 2954, included: true },
    ],
    total: 22297,
    paid: 22297,
    ...content,
  },
});

/** A line of an invoice that names a product. */
export const line = (name: string, amount = 1000) => ({
  ...{ name, quantity: 1, unitPrice: amount, discount: 0, rates: [], amount },
});
