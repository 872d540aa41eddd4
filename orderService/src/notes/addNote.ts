import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { hashOf } from '@ecommerce/shared/idempotency.ts';
import { MAX_NOTES } from '../order/order.ts';
import { readAnyOrder } from '../order/orderAccess.ts';
import { additionId, editOrder, wasAdded } from '../order/orderEdit.ts';
import type { StoredOrder } from '../order/orderStore.ts';

/**
 * Adds a note to an order, which only staff can see.
 *
 * @param idempotencyKey the same key and text mean the same note
 * @throws DomainError NOT_FOUND, ORDER_NOT_CHANGEABLE, IDEMPOTENCY_KEY_REUSED, UNAVAILABLE
 */
export const addNote = async (
  caller: Caller,
  orderId: string,
  text: string,
  idempotencyKey: string | undefined,
): Promise<StoredOrder> => {
  const identity = { id: additionId(caller, orderId, idempotencyKey), requestHash: hashOf(text) };
  const { order } = await editOrder(await readAnyOrder(orderId), {
    inViewOf: () => orderId, // a note never conflicts with another change
    plan: ({ notes = [] }) => {
      if (wasAdded(notes, identity)) return undefined;
      if (notes.length >= MAX_NOTES) {
        throw new DomainError('ORDER_NOT_CHANGEABLE', `The order has ${MAX_NOTES} notes, which is the maximum.`);
      }
      const note = { ...identity, text, at: new Date().toISOString(), by: caller.userId };
      return { set: { notes: [...notes, note] }, isAnnotation: true };
    },
  });
  return order;
};
