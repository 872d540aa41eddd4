import { mailOnce } from './mailOnce.ts';
import { rejectedLetter, shippingLetter } from './mails/orderLetters.ts';
import { claimMail } from './orderStore.ts';

/** Mails the customer how the order ended, by its status now: on its way, or rejected. One that was cancelled is mailed by `mailOrderEvent`. */
export const notifyCustomer = async (orderId: string): Promise<void> => {
  // Most orders ship: asking for that first saves reading the row
  const shipping = await claimMail('shipping', orderId, { status: 'shipping' });
  if (!shipping) throw new Error(`There is no order ${orderId}`);
  const { status } = shipping.order;
  if (status === 'shipping') return mailOnce(shipping, shippingLetter);
  if (status === 'cancelled') return;
  if (status !== 'rejected') throw new Error(`Order ${orderId} is not settled`);
  const rejected = await claimMail('rejected', orderId, { status: 'rejected' });
  if (rejected) await mailOnce(rejected, rejectedLetter);
};
