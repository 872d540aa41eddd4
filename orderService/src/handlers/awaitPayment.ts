import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { awaitPayment } from '../workflow/awaitPayment.ts';

/** Workflow task: the order is looked at again when its payment is due. */
export const handler = eventHandler(
  (order: OrderStep) => awaitPayment(order),
  ({ correlationId }) => correlationId,
);
