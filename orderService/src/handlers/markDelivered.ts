import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { markDeliveredRoute } from '../fulfilment/fulfilmentRoutes.ts';
import { markDelivered } from '../fulfilment/markDelivered.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/** `POST /orders/{id}/fulfilments/{fid}/delivered` (staff) → 200, the order with its parcels. */
export const handler = httpHandler(markDeliveredRoute, async ({ path: { id, fid }, caller }) =>
  respond(orderDetails(await markDelivered(caller, id, fid), caller)),
);
