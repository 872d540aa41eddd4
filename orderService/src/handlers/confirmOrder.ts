import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { confirmOrder } from '../settleOrder.ts';
import { WorkflowInput } from '../workflowInput.ts';

/** Workflow task: `pending`, or `completed` where it is paid, → `shipping`. */
export const handler = eventHandler(
  (event: WorkflowInput) => confirmOrder(WorkflowInput.parse(event)),
  ({ correlationId }) => correlationId,
);
