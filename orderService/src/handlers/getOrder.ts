import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { readOwnOrderOrAsStaff } from '../order/orderAccess.ts';
import { getOrderRoute } from '../order/orderRoutes.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/** Returns the caller's own order; to staff, any order. */
export const handler = httpHandler(getOrderRoute, async ({ path: { id }, caller }) =>
  respond(orderDetails(await readOwnOrderOrAsStaff(caller, id), caller)),
);
