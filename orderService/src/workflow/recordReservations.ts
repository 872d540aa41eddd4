import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import { failedStep, type OrderStep, stepOf } from '../order/nextStep.ts';
import { rejectionReason } from '../order/orderStatus.ts';
import { confirmOrder, endOrder, type StoredOrder } from '../order/orderStore.ts';
import { completePaidOrder, markAwaitingPayment } from '../payment/paymentStore.ts';
import { numbersFor } from './orderNumbers.ts';

/** Every attempt to reserve stock conflicted with other orders. */
class StockBusy extends Error {
  override readonly name = 'StockBusy';
}

/** The outcome of one reservation. */
type Reservation = { orderId: string; outcome: ReservationOutcome };

/**
 * Records the outcomes of reservations: an order moves to `shipping`, with a payment to `awaiting_payment` or `completed`, or to
 * `rejected`, and gets its number. An order that was cancelled in the meantime stays cancelled.
 *
 * @param orders all orders of the execution; those without a reservation are returned unchanged
 * @returns the same orders with their next steps
 */
export const recordReservations = async (orders: OrderStep[], reservations: Reservation[]): Promise<OrderStep[]> => {
  const outcomes = new Map(reservations.map(({ orderId, outcome }) => [orderId, outcome]));
  const isDecided = ({ orderId, step }: OrderStep) => step === 'ReserveStock' && !isBusy(outcomes.get(orderId));
  const numbers = await numbersFor(orders.filter(isDecided));
  return Promise.all(
    orders.map((order) =>
      order.step === 'ReserveStock'
        ? withCorrelation(order.correlationId, () =>
            recordReservation(order, outcomes.get(order.orderId), numbers.get(order.orderId)),
          )
        : order,
    ),
  );
};

const isBusy = (outcome: ReservationOutcome | undefined): outcome is 'busy' | undefined =>
  outcome === undefined || outcome === 'busy';

const recordReservation = async (
  order: OrderStep,
  outcome: ReservationOutcome | undefined,
  number: string | undefined,
): Promise<OrderStep> => {
  try {
    if (isBusy(outcome)) return failedStep(order, new StockBusy());
    const updated = await (outcome === 'reserved' ? confirm(order, number) : reject(order, outcome, number));
    log.info('reservation recorded', { orderId: order.orderId, outcome, status: updated.status });
    return stepOf(updated);
  } catch (error) {
    log.error('reservation not recorded', { orderId: order.orderId, outcome, error });
    return failedStep(order, error);
  }
};

const confirm = async (step: OrderStep, number: string | undefined): Promise<StoredOrder> => {
  if (!step.hasPayment) return confirmOrder(step, number);
  const { order } = await markAwaitingPayment(step, number);
  const isPaid = order.status === 'pending' && order.payment.capturedAmount > 0;
  return isPaid ? (await completePaidOrder(order, number)).order : order;
};

const reject = (
  order: OrderStep,
  outcome: Parameters<typeof rejectionReason>[0],
  number: string | undefined,
): Promise<StoredOrder> => endOrder(order, 'rejected', rejectionReason(outcome), { number });
