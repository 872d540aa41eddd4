import type { Address } from '@ecommerce/shared/address/address.ts';
import type { AccountingDocument, DueDocument } from '../order/accountingDocument.ts';
import { itemName, type Order, orderName } from '../order/order.ts';
import type { OrderPrice, OrderTax } from '../order/orderPrice.ts';
import type { ShopSettings } from '../settings/shopSettings.ts';
import { creditNoteParts } from './creditNoteParts.ts';
import { type DocumentLine, ratesOf } from './documentLine.ts';

/**
 * Everything that an invoice or a credit note shows besides its own number and time. The row keeps it from the moment of issue, because
 * addresses and settings change afterwards and a document never does.
 */
export type DocumentContent = {
  /** Language (BCP 47); absent for the default. */
  locale?: string | undefined;
  shop: { name: string; legalAddress?: Address | undefined; vatId?: string | undefined };
  order: { name: string; createdAt: string };
  billingAddress?: Address | undefined;
  shippingAddress?: Address | undefined;
  /** The customer's. */
  vatId?: string | undefined;
  lines: DocumentLine[];
  /** What leads from the lines of an invoice to its total. Absent where nothing but the lines does. */
  price?: Omit<OrderPrice, 'taxes'> | undefined;
  taxes: OrderTax[];
  /** What an invoice charges, or what a credit note takes back. */
  total: number;
  /** What was paid for an invoice. */
  paid?: number;
  /** The invoice that a credit note is for. */
  invoiceNumber?: string;
};

/** The shop as documents name it. */
export type IssuingShop = ShopSettings & { name: string };

/** A document as its row has it. */
export type IssuedDocument = AccountingDocument & { currency: string; content: DocumentContent };

/**
 * Returns what a document is to show.
 *
 * @param order with all documents that were issued before this one
 */
export const documentContent = (order: Order, document: DueDocument, shop: IssuingShop): DocumentContent => ({
  locale: order.locale,
  shop: { name: shop.name, legalAddress: shop.legalAddress, vatId: shop.vatId },
  order: { name: orderName(order), createdAt: order.createdAt },
  billingAddress: order.billingAddress,
  shippingAddress: order.shippingAddress,
  vatId: order.vatId,
  ...(document.kind === 'invoice' ? invoiceParts(order) : creditNoteParts(order, document)),
});

const invoiceParts = ({ items, price, total, payment }: Order) => {
  const { taxes = [], ...rest } = price ?? {};
  return {
    lines: items.map(({ quantity, unitPrice, discount = 0, taxParts, ...item }) => ({
      ...{ name: itemName(item), quantity, unitPrice, discount, rates: ratesOf(taxParts, taxes) },
      amount: unitPrice * quantity - discount,
    })),
    ...(price ? { price: rest as Omit<OrderPrice, 'taxes'> } : {}),
    taxes,
    total,
    paid: payment?.capturedAmount ?? 0,
  };
};
