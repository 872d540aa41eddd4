import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, ok, PathId } from '@ecommerce/shared/http.ts';
import { orderView } from '../order.ts';
import { readOrder } from '../orderStore.ts';

/** `GET /orders/{id}` → 200, the caller's own order; another's is as little there as one that never was. */
export const handler = httpHandler({ path: PathId, auth: 'customer' }, async ({ path: { id }, caller }) => {
  const order = await readOrder(id);
  if (order?.customerId !== caller.userId) throw new DomainError('NOT_FOUND', 'There is no such order.');
  return ok(orderView(order));
});
