import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import type { Order } from '../order/order.ts';
import type { WorkflowInput } from './workflowInput.ts';

const { ORDER_WORKFLOW_ARN, CHECKOUT_WORKFLOW_ARN } = readEnvironment({
  ORDER_WORKFLOW_ARN: name,
  CHECKOUT_WORKFLOW_ARN: name,
});
const stepFunctions = new SFNClient({});

/** The state machine of an order: another where it is paid. */
const machineOf = ({ payment }: Pick<Order, 'payment'>): string =>
  payment ? CHECKOUT_WORKFLOW_ARN : ORDER_WORKFLOW_ARN;

/** The name of an order's execution: its id, and a number where it was started anew. */
const executionName = (orderId: string, restarts: number): string =>
  restarts === 0 ? orderId : `${orderId}-${restarts}`;

/**
 * Starts the order's workflow, once however often it is called: the execution bears the order's id, and its input comes from the
 * stored row alone.
 *
 * @param restarts how often it was started before
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html names stay taken for 90 days
 */
export const startOrderWorkflow = async (order: Order, restarts = 0): Promise<void> => {
  const { orderId, customerId, items, correlationId, payment } = order;
  const input: WorkflowInput = {
    orderId,
    customerId,
    items: items.map(({ productId, quantity }) => ({ productId, quantity })),
    correlationId,
    ...(payment ? { dueAt: payment.dueAt } : {}),
  };
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: machineOf(order),
        name: executionName(orderId, restarts),
        input: asciiJson(input),
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
  }
};

/** How a workflow stands. `error` is the name of what a failed one failed of. */
export type WorkflowState =
  | { state: 'notStarted' | 'running' | 'succeeded' }
  | { state: 'failed'; error: string | undefined };

/** The errors by which workflows end themselves; their cause is then the name of what failed. */
const OWN_ERRORS = ['OrderNotSettled', 'StockNotReleased', 'PaymentNotReturned', 'CustomerNotNotified'];

/**
 * How the order's workflow stands, started for the last time or the first.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export const workflowState = async (order: Order, restarts: number): Promise<WorkflowState> => {
  const machine = machineOf(order).replace(':stateMachine:', ':execution:');
  try {
    const { status, error, cause } = await stepFunctions.send(
      new DescribeExecutionCommand({ executionArn: `${machine}:${executionName(order.orderId, restarts)}` }),
    );
    if (status === 'RUNNING') return { state: 'running' };
    if (status === 'SUCCEEDED') return { state: 'succeeded' };
    return { state: 'failed', error: error !== undefined && OWN_ERRORS.includes(error) ? cause : error };
  } catch (error) {
    if (isNamed(error, 'ExecutionDoesNotExist')) return { state: 'notStarted' };
    throw error;
  }
};
