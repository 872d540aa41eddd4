import { toDecimal } from '@ecommerce/shared/money.ts';
import type { ExportSections } from '@ecommerce/shared/personalData/exporter.ts';
import { type Cart, linesIn } from '../cart/cart.ts';
import { readCart } from '../cart/cartStore.ts';
import type { IssuedDocument } from '../invoicing/documentContent.ts';
import { readDocuments } from '../invoicing/documentStore.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { listOrders, readOrders } from '../order/orderStore.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/**
 * What this service holds about an account. Counters (`UnpaidOrders`, `DiscountUses`) say no more than the orders do, and have no index by
 * person.
 */
export const customerSections: ExportSections = {
  cart: async (customerId) => {
    const cart = await readCart(customerId);
    return { items: cart ? [exportedCart(cart)] : [] };
  },
  orders: async (customerId, page) => {
    const { items: listed, ...next } = await listOrders(customerId, undefined, page);
    const rows = await readOrders(listed.map(({ orderId }) => orderId));
    const orders = new Map(rows.map((order) => [order.orderId, order]));
    const found = listed.flatMap(({ orderId }) => orders.get(orderId) ?? []);
    const documents = await readDocuments(found.flatMap((order) => order.documents ?? []));
    return { ...next, items: found.map((order) => exportedOrder(order, documents)) };
  },
};

const exportedCart = (cart: Cart) => ({
  items: linesIn(cart).map(({ id, variantId, quantity }) => ({
    productId: id,
    ...(variantId === id ? {} : { variantId }),
    name: cart.about[variantId]?.name,
    addedAt: cart.about[variantId]?.addedAt,
    quantity,
  })),
  currency: cart.currency,
  updatedAt: cart.updatedAt,
});

/** An order as its customer sees it, and what else is stored about the customer. Who of the staff did something is not. */
const exportedOrder = (order: StoredOrder, documents: Map<string, IssuedDocument>) => ({
  ...orderDetails(order, { userId: order.customerId, groups: [] }),
  email: order.email,
  locale: order.locale,
  placedAsGuest: order.byGuest,
  notesOfStaff: order.notes?.map(({ at, text }) => ({ at, text })),
  documents: order.documents?.flatMap(({ number }) => {
    const document = documents.get(number);
    return document ? [exportedDocument(document)] : [];
  }),
});

/** An invoice or a credit note with what it says about the customer. */
const exportedDocument = ({ kind, number, issuedAt, amount, currency, content }: IssuedDocument) => ({
  kind,
  number,
  issuedAt,
  amount: toDecimal(amount, currency),
  currency,
  billingAddress: content.billingAddress,
  shippingAddress: content.shippingAddress,
  vatId: content.vatId,
});
