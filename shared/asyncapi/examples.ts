import { type AccountEvent, accountEventId } from '../src/events/accountEvents.ts';
import { type CategoryEvent, categoryEventId } from '../src/events/categoryEvents.ts';
import { type OrderEvent, type OrderEventOf, type OrderEventType, orderEventId } from '../src/events/orderEvents.ts';
import { type ProductEvent, type ProductEventType, productEventId } from '../src/events/productEvents.ts';
import { type StockEvent, type StockEventType, stockEventId } from '../src/events/stockEvents.ts';
import type { WebhookTest } from '../src/events/webhookEvents.ts';

const order = {
  orderId: '3f0e9a52-7b1d-5c64-9d0a-2f6b8c1e4a77',
  customerId: '5c1d2e8a-90ab-4c3f-8f21-6d7e8f901234',
  items: [
    {
      productId: '0b9f6c1e-2d3a-4b5c-8d7e-9f0a1b2c3d4e',
      productName: 'Running shoes',
      unitPrice: 4999,
      quantity: 3,
    },
  ],
  total: 14_997,
  currency: 'EUR',
};

/** The deletion of an account. */
export const ACCOUNT_DELETED: AccountEvent = {
  type: 'ACCOUNT_DELETED',
  id: accountEventId(order.customerId, false),
  version: 1,
  occurredAt: '2026-01-02T03:04:05.678Z',
  correlationId: '7d8e9f01-2345-4678-9abc-def012345678',
  data: { userId: order.customerId, tokensExpired: false },
};

/** The move or renaming of a category. */
export const CATEGORY_CHANGED: CategoryEvent = {
  type: 'CATEGORY_CHANGED',
  id: categoryEventId('9a1f7a3e-4b2c-4d5e-8f60-718293a4b5c6', 12),
  version: 1,
  occurredAt: '2026-01-02T03:04:05.678Z',
  correlationId: '7d8e9f01-2345-4678-9abc-def012345678',
  data: {
    categoryId: '9a1f7a3e-4b2c-4d5e-8f60-718293a4b5c6',
    treeVersion: 12,
    category: { categoryName: 'Running shoes', parentId: '1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9' },
  },
};

const shoes = '0b9f6c1e-2d3a-4b5c-8d7e-9f0a1b2c3d4e';
const sequence = '0000000000000000000000000000000000000111';
const changed = {
  version: 1,
  occurredAt: '2026-01-02T03:04:05.000Z',
  correlationId: '7d8e9f01-2345-4678-9abc-def012345678',
} as const;
const productOnSale = {
  productName: 'Running shoes',
  slug: 'running-shoes',
  category: 'shoes',
  currency: 'EUR',
  unitPrice: 4999,
  imageUrl: 'https://images.example/images/1/shoes.png',
  variants: [{ variantId: shoes, sku: 'RS-1', unitPrice: 4999, compareAtPrice: 5999 }],
};

/** One event about a product of each type. */
export const PRODUCT_EXAMPLES: Readonly<Record<ProductEventType, ProductEvent>> = {
  PRODUCT_APPROVED: {
    ...{ type: 'PRODUCT_APPROVED', id: productEventId(shoes, 'PRODUCT_APPROVED', '111'), ...changed },
    data: { productId: shoes, sequence, product: productOnSale },
  },
  PRODUCT_CHANGED: {
    ...{ type: 'PRODUCT_CHANGED', id: productEventId(shoes, 'PRODUCT_CHANGED', '111'), ...changed },
    data: { productId: shoes, sequence, status: 'approved', product: productOnSale },
  },
  PRODUCT_DELETED: {
    ...{ type: 'PRODUCT_DELETED', id: productEventId(shoes, 'PRODUCT_DELETED', '111'), ...changed },
    data: { productId: shoes, sequence },
  },
};

/** One event about stock of each type. */
export const STOCK_EXAMPLES: Readonly<Record<StockEventType, StockEvent>> = {
  STOCK_LOW: {
    ...{ type: 'STOCK_LOW', id: stockEventId(shoes, 'STOCK_LOW', '111'), ...changed },
    data: { productId: shoes, variantId: shoes, quantity: 3, lowStockAt: 5 },
  },
  STOCK_CHANGED: {
    ...{ type: 'STOCK_CHANGED', id: stockEventId(shoes, 'STOCK_CHANGED', '111'), ...changed },
    data: { productId: shoes, variantId: shoes, quantity: 3, sequence },
  },
};

/** A test of a webhook. */
export const WEBHOOK_TEST: WebhookTest = {
  ...{ type: 'WEBHOOK_TEST', id: '8f14e45f-ceea-467f-9a36-5d1b2c3d4e5f', version: 1 },
  ...{ occurredAt: '2026-01-02T03:04:05.678Z', correlationId: '7d8e9f01-2345-4678-9abc-def012345678', data: {} },
};

const payment = { provider: 'stripe', paymentIntentId: 'pi_3Q0000000000000000000000' };

const parcel = {
  fulfilmentId: '4b7f1c1e-52a0-4a5c-9b55-6f2b8c1d3e44',
  fulfilledItems: [{ productId: '0b9f6c1e-2d3a-4b5c-8d7e-9f0a1b2c3d4e', quantity: 2 }],
};

const returned = {
  returnId: '9f3c5e7a-1b2d-4c6e-8f0a-2d4b6c8e0f12',
  returnedItems: [{ productId: '0b9f6c1e-2d3a-4b5c-8d7e-9f0a1b2c3d4e', quantity: 1 }],
  returnReason: 'too small',
};

const example = <Type extends OrderEventType>(
  type: Type,
  occurredAt: string,
  more: Omit<OrderEventOf<Type>['data'], keyof typeof order>,
  occurrence?: string,
): OrderEvent =>
  ({
    type,
    id: orderEventId(order.orderId, type, occurrence),
    version: 1,
    occurredAt,
    correlationId: '8e5a1c9e-3b7d-4f26-a1c0-d2e3f4a5b6c7',
    data: { ...order, ...more },
  }) as unknown as OrderEvent;

/** One event of each type. */
export const EXAMPLES: Readonly<Record<OrderEventType, OrderEvent>> = {
  ORDER_CREATED: example('ORDER_CREATED', '2026-03-01T10:00:00.000Z', {}),
  PAYMENT_COMPLETED: example('PAYMENT_COMPLETED', '2026-03-01T10:04:10.000Z', { ...payment, capturedAmount: 14_997 }),
  PAYMENT_FAILED: example(
    'PAYMENT_FAILED',
    '2026-03-01T10:02:30.000Z',
    { ...payment, failure: 'Your card was declined.', payableUntil: '2026-03-01T10:30:00.000Z' },
    'evt_1Q0000000000000000000000',
  ),
  ORDER_SHIPPING: example('ORDER_SHIPPING', '2026-03-01T10:04:11.000Z', {}),
  ORDER_FULFILLED: example(
    'ORDER_FULFILLED',
    '2026-03-02T09:00:00.000Z',
    {
      ...parcel,
      carrier: 'DHL',
      trackingNumber: '00340434161094042557',
      trackingUrl: 'https://www.dhl.example/track/00340434161094042557',
    },
    parcel.fulfilmentId,
  ),
  ORDER_DELIVERED: example('ORDER_DELIVERED', '2026-03-03T12:00:00.000Z', parcel, parcel.fulfilmentId),
  RETURN_REQUESTED: example('RETURN_REQUESTED', '2026-03-05T09:00:00.000Z', returned, returned.returnId),
  RETURN_APPROVED: example('RETURN_APPROVED', '2026-03-05T15:00:00.000Z', returned, returned.returnId),
  RETURN_REFUSED: example('RETURN_REFUSED', '2026-03-05T15:00:00.000Z', returned, returned.returnId),
  RETURN_RECEIVED: example(
    'RETURN_RECEIVED',
    '2026-03-08T10:00:00.000Z',
    { ...returned, restock: true, refund: 4999 },
    returned.returnId,
  ),
  ORDER_REJECTED: example('ORDER_REJECTED', '2026-03-01T10:00:02.000Z', { reason: 'out of stock' }),
  ORDER_CANCELLED: example('ORDER_CANCELLED', '2026-03-01T10:30:01.000Z', { reason: 'not paid in time' }),
  ORDER_REFUNDED: example(
    'ORDER_REFUNDED',
    '2026-03-03T08:00:00.000Z',
    {
      ...payment,
      refundId: 're_3Q0000000000000000000000',
      amount: 4999,
      refundedAmount: 4999,
      reason: 'one pair returned',
    },
    're_3Q0000000000000000000000',
  ),
};
