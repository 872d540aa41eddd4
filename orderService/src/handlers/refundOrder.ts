import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { settledOrderView } from '../order/order.ts';
import { refundOrder } from '../refund/refundOrder.ts';
import { refundOrderRoute } from '../refund/refundRoutes.ts';

/** Refunds an order's payment in full or in part and returns the order. */
export const handler = httpHandler(refundOrderRoute, async ({ path: { id }, body, caller, idempotencyKey }) =>
  respond(settledOrderView(await refundOrder(caller, id, body, idempotencyKey))),
);
