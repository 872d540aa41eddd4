import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';
import { decideReturn } from '../returns/decideReturn.ts';
import { approveReturnRoute } from '../returns/returnRoutes.ts';

/** `POST /orders/{id}/returns/{rid}/approve` (staff) → 200, the order with its returns. */
export const handler = httpHandler(approveReturnRoute, async ({ path: { id, rid }, caller }) =>
  respond(orderDetails(await decideReturn(caller, { orderId: id, returnId: rid }, 'approved'), caller)),
);
