import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { confirmOrder } from '../workflow/settleOrder.ts';
import { WorkflowInput } from '../workflow/workflowInput.ts';

/** Workflow task: `pending`, or `completed` where it is paid, → `shipping`. */
export const handler = eventHandler(
  (event: WorkflowInput) => confirmOrder(WorkflowInput.parse(event)),
  ({ correlationId }) => correlationId,
);
