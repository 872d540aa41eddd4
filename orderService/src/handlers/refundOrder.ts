import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { settledOrderView } from '../order/order.ts';
import { RefundBody } from '../order/orderRequests.ts';
import { refundOrder } from '../refund/refundOrder.ts';

/** `POST /orders/{id}/refund` (staff) → 200, the order with what it has given back. */
export const handler = httpHandler(
  { path: PathId, body: RefundBody, auth: 'staff' },
  async ({ path: { id }, body, idempotencyKey }) => ok(settledOrderView(await refundOrder(id, body, idempotencyKey))),
);
