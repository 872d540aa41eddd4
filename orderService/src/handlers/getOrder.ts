import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { orderView } from '../order/order.ts';
import { readOwnOrderOrAsAdmin } from '../order/orderAccess.ts';

/** `GET /orders/{id}` → 200, the caller's own order, or any for an administrator. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) =>
  ok(orderView(await readOwnOrderOrAsAdmin(caller, id))),
);
