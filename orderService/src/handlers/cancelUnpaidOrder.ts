import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { cancelUnpaidOrder } from '../cancellation/expirePayment.ts';
import { WorkflowInput } from '../workflow/workflowInput.ts';

/** Workflow task: `pending` or `awaiting_payment` → `cancelled`, where nobody has paid in time. */
export const handler = eventHandler(
  (event: WorkflowInput) => cancelUnpaidOrder(WorkflowInput.parse(event)),
  ({ correlationId }) => correlationId,
);
