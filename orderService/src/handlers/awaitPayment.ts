import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { awaitPaymentStep } from '../workflow/awaitPaymentStep.ts';

/** Workflow task: the order is looked at again when its payment is due. */
export const handler = eventHandler(
  (order: OrderStep) => awaitPaymentStep(order),
  ({ correlationId }) => correlationId,
);
