import { unwrap } from '@ecommerce/client';
import type { ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';

export const orderData: ResourceData = {
  list: async (query) => {
    const { orders, nextCursor } = await unwrap(shop.orders.GET('/admin/orders', { params: { query } }));
    return { rows: orders, next: nextCursor };
  },
  read: async (id) => {
    const [order, listed] = await Promise.all([
      unwrap(shop.orders.GET('/orders/{id}', { params: { path: { id } } })),
      unwrap(shop.orders.GET('/admin/orders', { params: { query: { q: id } } })), // has the customer
    ]);
    return { ...order, email: listed.orders[0]?.email, customerId: listed.orders[0]?.customerId };
  },
};
