import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { returnPaymentOf } from '../refund/refunds.ts';
import { WorkflowInput } from '../workflow/workflowInput.ts';

/** Workflow task: ends the payment of an order that takes none, and gives back what came. */
export const handler = eventHandler(
  (event: WorkflowInput) => returnPaymentOf(WorkflowInput.parse(event).orderId),
  ({ correlationId }) => correlationId,
);
