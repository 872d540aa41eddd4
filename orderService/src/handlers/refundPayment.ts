import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { refundPaymentStep } from '../workflow/refundPaymentStep.ts';

/** Workflow task: refunds the payment of an order that has ended. */
export const handler = eventHandler(
  (order: OrderStep) => refundPaymentStep(order),
  ({ correlationId }) => correlationId,
);
