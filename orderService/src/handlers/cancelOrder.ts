import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { cancelOrder } from '../cancellation/cancelOrder.ts';
import { settledOrderView } from '../order/order.ts';

/** `POST /orders/{id}/cancel` → 200, the cancelled order. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) =>
  ok(settledOrderView(await cancelOrder(caller, id))),
);
