import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { notifyCustomerStep } from '../workflow/notifyCustomerStep.ts';

/** Workflow task: publishes the order's events, requests the customer's emails and closes the order. */
export const handler = eventHandler(
  (order: OrderStep) => notifyCustomerStep(order),
  ({ correlationId }) => correlationId,
);
