import { mailOnce } from './mailOnce.ts';
import { claimMail } from './orderStore.ts';

/** Mails the customer how the order ended, by its status now: on its way, or rejected. */
export const notifyCustomer = async (orderId: string): Promise<void> => {
  // Most orders ship: asking for that first saves reading the row
  const shipping = await claimMail('shipping', orderId, { status: 'shipping' });
  const claim =
    shipping?.order.status === 'rejected' ? await claimMail('rejected', orderId, { status: 'rejected' }) : shipping;
  if (!claim) throw new Error(`There is no order ${orderId}`);
  if (claim.order.status === 'pending') throw new Error(`Order ${orderId} is not settled`);
  await mailOnce(claim);
};
