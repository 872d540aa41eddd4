import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { orderView } from '../order/order.ts';
import { listOrdersRoute } from '../order/orderRoutes.ts';
import { listOrders } from '../order/orderStore.ts';

/** Returns a page of the caller's own orders, newest first. */
export const handler = httpHandler(listOrdersRoute, async ({ query: { status, ...page }, caller }) => {
  const { items, nextCursor } = await listOrders(caller.userId, status, page);
  return respond({ orders: items.map(orderView), nextCursor });
});
