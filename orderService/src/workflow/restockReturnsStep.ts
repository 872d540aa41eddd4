import { type OrderStep, stepOf } from '../order/nextStep.ts';
import { restockReturns } from '../returns/restockReturns.ts';

/** Puts the units of received returns back into stock; their money follows. */
export const restockReturnsStep = async ({ orderId }: OrderStep): Promise<OrderStep> =>
  stepOf(await restockReturns(orderId));
