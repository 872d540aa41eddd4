import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listAllOrdersRoute } from '../administration/adminRoutes.ts';
import { listAllOrders } from '../administration/listAllOrders.ts';
import { listedOrder } from '../orderDetails/orderDetails.ts';

/** Lists all orders for staff, newest first. */
export const handler = httpHandler(listAllOrdersRoute, async ({ query }) => {
  const { orders, nextCursor } = await listAllOrders(query);
  return respond({ orders: orders.map(listedOrder), nextCursor });
});
