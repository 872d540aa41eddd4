import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { refundPaymentStep } from '../workflow/refundPaymentStep.ts';

/** Workflow task: gives back what an order that is over has been paid. */
export const handler = eventHandler(
  (order: OrderStep) => refundPaymentStep(order),
  ({ correlationId }) => correlationId,
);
