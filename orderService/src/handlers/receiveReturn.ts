import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';
import { receiveReturn } from '../returns/receiveReturn.ts';
import { receiveReturnRoute } from '../returns/returnRoutes.ts';

/** `POST /orders/{id}/returns/{rid}/receive` (staff) → 200, the order with its returns. */
export const handler = httpHandler(receiveReturnRoute, async ({ path: { id, rid }, body, caller }) =>
  respond(orderDetails(await receiveReturn(caller, { orderId: id, returnId: rid }, body.restock), caller)),
);
