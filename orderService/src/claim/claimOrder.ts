import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { normalAddress } from '@ecommerce/shared/emailAddress.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { isGuestId } from '../order/guest.ts';
import { isOwn, readOrderByKey } from '../order/orderAccess.ts';
import { editOrder } from '../order/orderEdit.ts';
import { customerAttributes, type StoredOrder } from '../order/orderStore.ts';

/**
 * Attaches a guest's order to the account with the same verified address. Its key stays valid, and so do the links in its emails. Done twice
 * it is done once.
 *
 * @throws DomainError NOT_FOUND for a wrong key; EMAIL_NOT_VERIFIED, ORDER_NOT_CLAIMABLE, ORDER_CHANGED, UNAVAILABLE
 */
export const claimOrder = async (caller: Caller, orderId: string, key: string): Promise<StoredOrder> => {
  const read = await readOrderByKey(orderId, key);
  if (isOwn(read, caller)) return read;
  if (read.email === undefined || normalAddress(await callerEmail(caller)) !== normalAddress(read.email)) {
    throw notClaimable('The order was placed with another email address than that of the account.');
  }
  const { order, isWritten } = await editOrder(read, {
    inViewOf: ({ customerId }) => customerId,
    plan: (current) => {
      if (isOwn(current, caller)) return undefined;
      if (!isGuestId(current.customerId)) throw notClaimable('The order belongs to another account.');
      const claim = { ...customerAttributes(caller.userId, current.status), claimedAt: new Date().toISOString() };
      return { set: claim, isAnnotation: true };
    },
  });
  if (isWritten) log.info('order claimed', { orderId });
  return order;
};

const notClaimable = (message: string): DomainError => new DomainError('ORDER_NOT_CLAIMABLE', message);
