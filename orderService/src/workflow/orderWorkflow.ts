import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import * as z from 'zod';

const { ORDER_WORKFLOW_ARN } = readEnvironment({ ORDER_WORKFLOW_ARN: name });
const stepFunctions = new SFNClient({});

/** The workflow's output: the ids that no order has. */
const Output = z.array(z.string());

/**
 * Runs the workflow for some orders and waits for its end: each order has then taken all the steps that its row called for, or its next check
 * is set.
 *
 * @param orderIds 1 to 50, each once
 * @returns those of them that no order has
 * @throws Error when the execution failed: any order may have been left undone
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
 */
export const runOrderWorkflow = async (orderIds: string[]): Promise<string[]> => {
  const { status, output, error, cause } = await stepFunctions.send(
    new StartSyncExecutionCommand({ stateMachineArn: ORDER_WORKFLOW_ARN, input: asciiJson({ orderIds }) }),
  );
  if (status === 'SUCCEEDED' && output !== undefined) return Output.parse(JSON.parse(output));
  throw new Error(`The workflow ended as ${status}: ${error ?? 'no error'}: ${cause ?? 'no cause'}`);
};
