import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { orderView } from '../order/order.ts';
import { OrdersQuery } from '../order/orderRequests.ts';
import { listOrders } from '../order/orderStore.ts';

/** `GET /orders?status=&limit=&cursor=` → 200 `{ orders, nextCursor? }`, the caller's own, newest first. */
export const handler = httpHandler(
  { query: OrdersQuery, auth: 'customer' },
  async ({ query: { status, ...page }, caller }) => {
    const { items, nextCursor } = await listOrders(caller.userId, status, page);
    return ok({ orders: items.map(orderView), nextCursor });
  },
);
