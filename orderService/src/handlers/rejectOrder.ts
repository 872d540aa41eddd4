import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { rejectOrder } from '../workflow/settleOrder.ts';
import { FailedWorkflowInput, type WorkflowInput } from '../workflow/workflowInput.ts';

/** Workflow task: `pending` → `rejected`, for the reason that the caught error stands for. */
export const handler = eventHandler(
  (event: WorkflowInput) => {
    const { error, ...input } = FailedWorkflowInput.parse(event);
    return rejectOrder(input, error.Error);
  },
  ({ correlationId }) => correlationId,
);
