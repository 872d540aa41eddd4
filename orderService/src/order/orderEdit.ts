import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { idOfKey, requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { changeOrder, type OrderChange, type StoredOrder, type Written } from './orderStore.ts';

/** How often a change that another one overtakes is planned anew. */
const ATTEMPTS = 6;

/** What a request changes of an order as it stands; `undefined` where it was carried out before. */
export type Edit = {
  plan: (order: StoredOrder) => Omit<OrderChange, 'condition' | 'values'> | undefined;
  /** What nobody else may change meanwhile, because the request was made in view of it. */
  inViewOf: (order: StoredOrder) => unknown;
};

/**
 * Changes an order as people see it: in one write, on the condition that nothing has changed since it was read. What the workflow has changed
 * meanwhile is looked at again; what another person has changed is theirs.
 *
 * @returns the order as it stands, and whether it was changed now
 * @throws DomainError ORDER_CHANGED; UNAVAILABLE; what `plan` throws
 */
export const editOrder = async (order: StoredOrder, { plan, inViewOf }: Edit): Promise<Written> => {
  const seen = JSON.stringify(inViewOf(order));
  let current = order;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const change = plan(current);
    if (!change) return { order: current, isWritten: false };
    if (JSON.stringify(inViewOf(current)) !== seen) throw orderChanged();
    const written = await changeOrder(current, {
      ...change,
      condition: '#version = :seenVersion',
      values: { ':seenVersion': current.version },
    });
    if (written.isWritten) return written;
    current = written.order;
  }
  throw new DomainError('UNAVAILABLE', 'Other requests are changing the order at the same time: try again.');
};

const orderChanged = (): DomainError =>
  new DomainError('ORDER_CHANGED', 'Somebody else has just changed the order: check it and try again.');

/** Returns the id of what a request adds to an order: the same for the same key of the same caller. */
export const additionId = ({ userId }: Caller, orderId: string, idempotencyKey: string | undefined): string =>
  idOfKey(idempotencyKey, orderId, userId);

/**
 * Returns whether a request was carried out before, under its key.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED for another request under the same key
 */
export const wasAdded = (
  added: readonly { id: string; requestHash: string }[] = [],
  { id, requestHash }: { id: string; requestHash: string },
): boolean => {
  const earlier = added.find((one) => one.id === id);
  if (earlier) requireSameRequest(earlier, requestHash, 'another request');
  return earlier !== undefined;
};
