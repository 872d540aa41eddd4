import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import * as z from 'zod';

const { ORDER_WORKFLOW_ARN } = readEnvironment({ ORDER_WORKFLOW_ARN: name });
const stepFunctions = new SFNClient({});

/** The workflow's output: the ids without an order. */
const Output = z.array(z.string());

/**
 * Runs the workflow for several orders and waits for its end. Each order has then taken all steps that its row required, or its next
 * check is set.
 *
 * @param orderIds 1 to 50, without duplicates
 * @returns the ids without an order
 * @throws Error if the execution failed: any of the orders may be unprocessed
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
export const runOrderWorkflow = async (orderIds: string[]): Promise<string[]> => {
  const { status, output, error, cause } = await stepFunctions.send(
    new StartSyncExecutionCommand({ stateMachineArn: ORDER_WORKFLOW_ARN, input: asciiJson({ orderIds }) }),
  );
  if (status === 'SUCCEEDED' && output !== undefined) return Output.parse(JSON.parse(output));
  throw new Error(`The workflow ended as ${status}: ${error ?? 'no error'}: ${cause ?? 'no cause'}`);
};
