import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { confirmPaidOrder } from '../workflow/confirmPaidOrder.ts';

/** Workflow task: `completed` → `shipping`. */
export const handler = eventHandler(
  (order: OrderStep) => confirmPaidOrder(order),
  ({ correlationId }) => correlationId,
);
