import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { notifyCustomer } from '../notifyCustomer.ts';
import { WorkflowInput } from '../workflowInput.ts';

/** Workflow task: the mail that tells how the order ended. */
export const handler = eventHandler(
  (event: WorkflowInput) => notifyCustomer(WorkflowInput.parse(event).orderId),
  ({ correlationId }) => correlationId,
);
