import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { orderView } from '../order/order.ts';
import { readOwnOrderOrAsStaff } from '../order/orderAccess.ts';

/** `GET /orders/{id}` → 200, the caller's own order, or any for staff. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) =>
  ok(orderView(await readOwnOrderOrAsStaff(caller, id))),
);
