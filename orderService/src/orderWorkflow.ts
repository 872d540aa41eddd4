import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import type { Order } from './order.ts';
import type { WorkflowInput } from './workflowInput.ts';

const { ORDER_WORKFLOW_ARN } = readEnvironment({ ORDER_WORKFLOW_ARN: name });
const stepFunctions = new SFNClient({});

/**
 * Starts the order's workflow, once however often it is called: the execution bears the order's id, and its input comes from the
 * stored row alone.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html names stay taken for 90 days
 */
export const startOrderWorkflow = async ({ orderId, customerId, items, correlationId }: Order): Promise<void> => {
  const input: WorkflowInput = {
    orderId,
    customerId,
    items: items.map(({ productId, quantity }) => ({ productId, quantity })),
    correlationId,
  };
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: ORDER_WORKFLOW_ARN,
        name: orderId,
        input: JSON.stringify(input),
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
  }
};
