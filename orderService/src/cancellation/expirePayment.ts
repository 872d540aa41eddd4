import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { publishPayment } from '../notification/paymentEvents.ts';
import { type Order, OrderError } from '../order/order.ts';
import { hasFailed, PAYABLE } from '../order/orderStatus.ts';
import { moveOrder, readOrder } from '../order/orderStore.ts';
import { cancelPayment } from '../payment/paymentProvider.ts';
import { isPaidOrder, noteCapture, type PaidOrder } from '../payment/paymentStore.ts';
import { publishCancellation } from '../workflow/settleOrder.ts';

/**
 * The wait for a payment is over without one: `pending` or `awaiting_payment` → `cancelled`, once it is due. The payment is cancelled
 * first, so that no money can come after; where the provider says that it has come, unheard of until now, the order is paid. An order
 * that was cancelled before is only told of again.
 *
 * @throws OrderError OrderPaid, OrderRejected, PaymentAwaited (it is not due): the workflow goes on elsewhere
 */
export const cancelUnpaidOrder = async ({ orderId, customerId }: Pick<Order, 'orderId' | 'customerId'>) => {
  const order = await readOrder(orderId);
  if (!isPaidOrder(order)) throw new Error(`There is no order ${orderId} with a payment`);
  const asked = isPayable(order) && isDue(order) ? await endPayment(order) : order;
  const settled =
    isPayable(asked) && isDue(asked) && asked.payment.capturedAmount === 0
      ? ((await moveOrder({ orderId, customerId }, 'cancelled', 'not paid in time', PAYABLE)) as PaidOrder)
      : asked;
  const { status } = settled;
  // Also where the money was noted before: whoever noted it may have died before it told so
  if (!hasFailed(status) && settled.payment.capturedAmount > 0) await publishPayment(settled, new Date());
  if (status === 'cancelled') return publishCancellation(settled);
  if (status === 'completed' || status === 'shipping') throw new OrderError('OrderPaid', `Order ${orderId} is paid`);
  if (status === 'rejected') throw new OrderError('OrderRejected', `Order ${orderId} is rejected`);
  throw new OrderError('PaymentAwaited', `Order ${orderId} may still be paid`);
};

const isPayable = ({ status }: Order): boolean => PAYABLE.includes(status);
const isDue = ({ payment }: PaidOrder): boolean => Date.parse(payment.dueAt) <= Date.now();

/**
 * A provider that is out of reach does not keep the stock: the payment is cancelled again when the order's money is given back. Another sum
 * than the order costs does not pay it: that goes back too.
 */
const endPayment = async (order: PaidOrder): Promise<PaidOrder> => {
  try {
    const ended = await cancelPayment(order.payment);
    if (ended.state !== 'captured') return order;
    log.warn('payment found that no event told of', { orderId: order.orderId });
    if (ended.capturedAmount === order.total) return await noteCapture(order, ended.capturedAmount);
    log.error('payment does not match its order', { orderId: order.orderId, what: 'amount' });
    return order;
  } catch (error) {
    if (error instanceof DomainError) return order;
    throw error;
  }
};
