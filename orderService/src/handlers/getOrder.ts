import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { orderView } from '../order/order.ts';
import { readOwnOrderOrAsStaff } from '../order/orderAccess.ts';
import { getOrderRoute } from '../order/orderRoutes.ts';

/** Returns the caller's own order; to staff, any order. */
export const handler = httpHandler(getOrderRoute, async ({ path: { id }, caller }) =>
  respond(orderView(await readOwnOrderOrAsStaff(caller, id))),
);
