import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';
import { decideReturn } from '../returns/decideReturn.ts';
import { refuseReturnRoute } from '../returns/returnRoutes.ts';

/** `POST /orders/{id}/returns/{rid}/refuse` (staff) → 200, the order with its returns. */
export const handler = httpHandler(refuseReturnRoute, async ({ path: { id, rid }, caller }) =>
  respond(orderDetails(await decideReturn(caller, { orderId: id, returnId: rid }, 'refused'), caller)),
);
