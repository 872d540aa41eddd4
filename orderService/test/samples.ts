import type { Cart } from '../src/cart/cart.ts';
import type { Fulfilment } from '../src/order/fulfilment.ts';
import { newOrder, type Order, requestHashOf } from '../src/order/order.ts';
import type { OrderReturn } from '../src/order/orderReturn.ts';
import type { StoredOrder } from '../src/order/orderStore.ts';

export const shoes = {
  id: 'c0ffee00-0000-4000-8000-000000000001',
  productName: 'Shoes',
  unitPrice: 4999,
  currency: 'USD',
  quantity: 40,
  imageUrl: 'https://images.example/shoes.png',
};

export const ann = { userId: 'ann', groups: [], email: 'ann@example.com' };

/** A pending order of three pairs of shoes by Ann. */
export const order = (changes: Partial<Order> = {}): Order => ({
  ...newOrder({
    orderId: '0c3cdbb9-1e9f-4d1c-8d53-f3b1f9e0a111',
    customerId: ann.userId,
    lines: [{ product: shoes, quantity: 3 }],
    email: ann.email,
    correlationId: 'request-1',
    requestHash: requestHashOf([{ id: shoes.id, quantity: 3 }]),
    now: new Date('2026-01-02T03:04:05.678Z'),
  }),
  ...changes,
});

/** A parcel with some of Ann's shoes. */
export const fulfilment = (changes: Partial<Fulfilment> = {}): Fulfilment => ({
  id: 'b5f4c1c0-0a5e-4c7e-9d0a-3e7f9b1d2a66',
  items: [{ productId: shoes.id, quantity: 2 }],
  carrier: 'DHL',
  trackingNumber: '00340434161094042557',
  trackingUrl: 'https://www.dhl.example/track?id=00340434161094042557&lang=en',
  createdAt: '2026-01-03T09:00:00.000Z',
  by: 'sue',
  requestHash: 'hash',
  ...changes,
});

/** A pair of Ann's shoes that she wants to send back. */
export const orderReturn = (changes: Partial<OrderReturn> = {}): OrderReturn => ({
  id: '9f3c5e7a-1b2d-4c6e-8f0a-2d4b6c8e0f12',
  items: [{ productId: shoes.id, quantity: 1 }],
  reason: 'too small',
  status: 'requested',
  createdAt: '2026-01-06T09:00:00.000Z',
  requestHash: 'hash',
  ...changes,
});

/** The same as its row is read. */
export const storedOrder = (changes: Partial<StoredOrder> = {}): StoredOrder => ({
  ...order(),
  number: '2026-000123',
  version: 1,
  nextCheckAt: '2026-01-02T03:09:05.678Z',
  ...changes,
});

/** Ann's cart with three pairs of shoes. */
export const cart = (): Cart => ({
  customerId: ann.userId,
  cartId: '7f4a2f0e-93d7-4b39-8a55-0d8ce5d1c222',
  lines: { [shoes.id]: 3 },
  about: { [shoes.id]: { name: 'Shoes', addedAt: '2026-01-02T03:04:05.678Z' } },
  currency: 'USD',
  version: 4,
  updatedAt: '2026-01-02T03:04:05.678Z',
  expiresAt: 4_000_000_000,
});
