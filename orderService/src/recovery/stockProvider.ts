import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { functionFailure } from '../catalogue/functionFailure.ts';

const { RELEASE_STOCK_FUNCTION_ARN } = readEnvironment({ RELEASE_STOCK_FUNCTION_ARN: name });
const lambda = new LambdaClient({});

/**
 * Has productService give an order's stock back, without a workflow. Done twice it is done once.
 *
 * @throws Error with the name of the function's own error
 */
export const releaseStock = async (orderId: string): Promise<void> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: RELEASE_STOCK_FUNCTION_ARN,
      Payload: asciiJson({ orderId, correlationId: correlationId() }),
    }),
  );
  if (FunctionError !== undefined) throw functionFailure('releaseStock', Payload?.transformToString() ?? '{}');
};
