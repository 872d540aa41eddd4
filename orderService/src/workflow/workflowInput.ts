import * as z from 'zod';

/** The input of the state machines (orderWorkflow.cjs, checkoutWorkflow.cjs), which every state passes on. */
export const WorkflowInput = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  items: z.array(z.object({ productId: z.string(), quantity: z.int() })),
  correlationId: z.string(),
  /** Until when it may be paid, where it is paid. */
  dueAt: z.iso.datetime().optional(),
});
export type WorkflowInput = z.infer<typeof WorkflowInput>;

/** What `RejectOrder` gets: the input, with the error that the workflow caught. */
export const FailedWorkflowInput = WorkflowInput.extend({ error: z.object({ Error: z.string() }) });

/** What `AwaitPayment` gets. */
export const AwaitPaymentInput = z.object({
  orderId: z.uuid(),
  customerId: z.string().min(1),
  correlationId: z.string(),
  dueAt: z.iso.datetime(),
  taskToken: z.string().min(1),
});
export type AwaitPaymentInput = z.infer<typeof AwaitPaymentInput>;
