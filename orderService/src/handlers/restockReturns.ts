import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { restockReturnsStep } from '../workflow/restockReturnsStep.ts';

/** Workflow task: puts the units of received returns back into stock. */
export const handler = eventHandler(
  (order: OrderStep) => restockReturnsStep(order),
  ({ correlationId }) => correlationId,
);
