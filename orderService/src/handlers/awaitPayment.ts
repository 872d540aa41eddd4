import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { awaitPayment } from '../workflow/awaitPayment.ts';
import { AwaitPaymentInput } from '../workflow/workflowInput.ts';

/** Workflow task: `pending` → `awaiting_payment`. It ends when somebody uses its token, not when this function does. */
export const handler = eventHandler(
  (event: AwaitPaymentInput) => awaitPayment(AwaitPaymentInput.parse(event)),
  ({ correlationId }) => correlationId,
);
