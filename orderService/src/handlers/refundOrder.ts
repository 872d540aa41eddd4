import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { settledOrderView } from '../order/order.ts';
import { refundOrder } from '../refund/refundOrder.ts';
import { refundOrderRoute } from '../refund/refundRoutes.ts';

/** `POST /orders/{id}/refund` (staff) → 200, the order with what it has given back. */
export const handler = httpHandler(refundOrderRoute, async ({ path: { id }, body, idempotencyKey }) =>
  respond(settledOrderView(await refundOrder(id, body, idempotencyKey))),
);
