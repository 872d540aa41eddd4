import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { expirePaymentStep } from '../workflow/expirePaymentStep.ts';

/** Workflow task: ends the wait for a payment that is overdue. */
export const handler = eventHandler(
  (order: OrderStep) => expirePaymentStep(order),
  ({ correlationId }) => correlationId,
);
