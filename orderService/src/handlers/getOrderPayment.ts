import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { payableOrder } from '../payment/payableOrder.ts';

/** `GET /orders/{id}/payment` → 200 `{ provider, clientSecret, dueAt, totalAmount, currency, failure? }`, of the caller's own order. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) =>
  ok(await payableOrder(caller, id)),
);
