import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import { failedStep, type OrderStep, stepOf } from '../order/nextStep.ts';
import { rejectionReason } from '../order/orderStatus.ts';
import { confirmOrder, endOrder, type StoredOrder } from '../order/orderStore.ts';
import { completePaidOrder, markAwaitingPayment } from '../payment/paymentStore.ts';

/** Every attempt to reserve stock conflicted with other orders. */
class StockBusy extends Error {
  override readonly name = 'StockBusy';
}

/** The outcome of one reservation. */
type Reservation = { orderId: string; outcome: ReservationOutcome };

/**
 * Records the outcomes of reservations: an order moves to `shipping`, with a payment to `awaiting_payment` or `completed`, or to
 * `rejected`. An order that was cancelled in the meantime stays cancelled.
 *
 * @param orders all orders of the execution; those without a reservation are returned unchanged
 * @returns the same orders with their next steps
 */
export const recordReservations = (orders: OrderStep[], reservations: Reservation[]): Promise<OrderStep[]> => {
  const outcomes = new Map(reservations.map(({ orderId, outcome }) => [orderId, outcome]));
  return Promise.all(
    orders.map((order) =>
      order.step === 'ReserveStock'
        ? withCorrelation(order.correlationId, () => recordReservation(order, outcomes.get(order.orderId)))
        : order,
    ),
  );
};

const recordReservation = async (order: OrderStep, outcome: ReservationOutcome | undefined): Promise<OrderStep> => {
  try {
    if (outcome === undefined || outcome === 'busy') return failedStep(order, new StockBusy());
    const updated = await (outcome === 'reserved' ? confirm(order) : reject(order, outcome));
    log.info('reservation recorded', { orderId: order.orderId, outcome, status: updated.status });
    return stepOf(updated);
  } catch (error) {
    log.error('reservation not recorded', { orderId: order.orderId, outcome, error });
    return failedStep(order, error);
  }
};

const confirm = async (step: OrderStep): Promise<StoredOrder> => {
  if (!step.hasPayment) return confirmOrder(step);
  const { order } = await markAwaitingPayment(step);
  const isPaid = order.status === 'pending' && order.payment.capturedAmount > 0;
  return isPaid ? (await completePaidOrder(order)).order : order;
};

const reject = (order: OrderStep, outcome: Parameters<typeof rejectionReason>[0]): Promise<StoredOrder> =>
  endOrder(order, 'rejected', rejectionReason(outcome));
