import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { claimOrder } from '../claim/claimOrder.ts';
import { claimOrderRoute } from '../claim/claimRoutes.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/** Attaches a guest's order to the caller's account and returns it. */
export const handler = httpHandler(claimOrderRoute, async ({ path: { id }, body: { key }, caller }) =>
  respond(orderDetails(await claimOrder(caller, id, key), caller)),
);
