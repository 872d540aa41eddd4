import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { fulfilOrderRoute } from '../fulfilment/fulfilmentRoutes.ts';
import { fulfilOrder } from '../fulfilment/fulfilOrder.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/** `POST /orders/{id}/fulfilments` (staff) → 200, the order with its parcels. */
export const handler = httpHandler(fulfilOrderRoute, async ({ path: { id }, body, caller, idempotencyKey }) =>
  respond(orderDetails(await fulfilOrder(caller, id, body, idempotencyKey), caller)),
);
