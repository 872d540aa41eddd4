import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { requestOrderMail } from '../mails/mailRequest.ts';
import { WorkflowInput } from '../workflow/workflowInput.ts';

/** Workflow task: requests the mail that tells how the order ended. */
export const handler = eventHandler(
  (event: WorkflowInput) => requestOrderMail(WorkflowInput.parse(event).orderId, 'outcome'),
  ({ correlationId }) => correlationId,
);
