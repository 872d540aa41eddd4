import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { OrderStep } from '../order/nextStep.ts';
import { confirmOrderStep } from '../workflow/confirmOrderStep.ts';

/** Workflow task: `completed` → `shipping`. */
export const handler = eventHandler(
  (order: OrderStep) => confirmOrderStep(order),
  ({ correlationId }) => correlationId,
);
