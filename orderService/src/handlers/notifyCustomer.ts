import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { notifyCustomerStep } from '../workflow/notifyCustomerStep.ts';

/** Workflow task: tells the topic and the customer what has happened; closes the order. */
export const handler = eventHandler(
  (order: OrderStep) => notifyCustomerStep(order),
  ({ correlationId }) => correlationId,
);
