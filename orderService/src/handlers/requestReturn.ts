import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';
import { requestReturn } from '../returns/requestReturn.ts';
import { requestReturnRoute } from '../returns/returnRoutes.ts';

/** `POST /orders/{id}/returns` → 200, the caller's own order with its returns. */
export const handler = httpHandler(requestReturnRoute, async ({ path: { id }, body, caller, idempotencyKey }) =>
  respond(orderDetails(await requestReturn(caller, id, body, idempotencyKey), caller)),
);
