import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { type OrderableProduct, ReadProductOutput } from '@ecommerce/shared/productFunctions.ts';

const { READ_PRODUCT_FUNCTION_ARN } = readEnvironment({ READ_PRODUCT_FUNCTION_ARN: name });
const lambda = new LambdaClient({});

/**
 * Asks productService for a product.
 *
 * @returns the product with its price and stock of this moment; `undefined` if it is not there or not approved
 * @throws Error when the function failed or answered what no product is
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html a failed function answers 200 with `FunctionError`
 */
export const readProduct = async (productId: string): Promise<OrderableProduct | undefined> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: READ_PRODUCT_FUNCTION_ARN,
      Payload: JSON.stringify({ productId, correlationId: correlationId() }),
    }),
  );
  const answer = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw new Error(`readProduct failed (${FunctionError}): ${answer.slice(0, 500)}`);
  return ReadProductOutput.parse(JSON.parse(answer)) ?? undefined;
};
