import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { type OrderableProduct, ReadProductsOutput } from '@ecommerce/shared/productFunctions.ts';
import { functionFailure } from './functionFailure.ts';

const { READ_PRODUCTS_FUNCTION_ARN } = readEnvironment({ READ_PRODUCTS_FUNCTION_ARN: name });
const lambda = new LambdaClient({});

/**
 * Asks productService for products.
 *
 * @param productIds 1 to 50
 * @returns those on sale, by id, with their price and stock of this moment
 * @throws Error when the function failed or answered what no products are; by the failure's own name, so that an outage shows
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html a failed function answers 200 with `FunctionError`
 */
export const readProducts = async (productIds: string[]): Promise<Map<string, OrderableProduct>> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: READ_PRODUCTS_FUNCTION_ARN,
      Payload: asciiJson({ productIds, correlationId: correlationId() }),
    }),
  );
  const answer = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw functionFailure('readProducts', answer);
  return new Map(ReadProductsOutput.parse(JSON.parse(answer)).map((product) => [product.id, product]));
};
