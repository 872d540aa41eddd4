import * as z from 'zod';

/** The input of the state machine `OrderWorkflow` (orderWorkflow.cjs), which every state passes on. */
export const WorkflowInput = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  items: z.array(z.object({ productId: z.string(), quantity: z.int() })),
  correlationId: z.string(),
});
export type WorkflowInput = z.infer<typeof WorkflowInput>;

/** What `RejectOrder` gets: the input, with the error that the workflow caught. */
export const FailedWorkflowInput = WorkflowInput.extend({ error: z.object({ Error: z.string() }) });
