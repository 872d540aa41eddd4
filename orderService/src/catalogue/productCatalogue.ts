import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { functionFailure } from '@ecommerce/shared/functionFailure.ts';
import { type OrderableProduct, ReadProductsOutput } from '@ecommerce/shared/productFunctions.ts';

const { READ_PRODUCTS_FUNCTION_ARN } = readEnvironment({ READ_PRODUCTS_FUNCTION_ARN: name });
const lambda = new LambdaClient({});

/**
 * Reads products from productService.
 *
 * @param productIds 1 to 50
 * @param options.withDetails whether to read what discounts, shipping and taxes depend on, too
 * @returns those on sale, by id, with their current price and stock
 * @throws Error if the function failed, with the failure's own name, so that outages are recognised; or if its output is invalid
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html a failed function responds with 200 and `FunctionError`
 */
export const readProducts = async (
  productIds: string[],
  { withDetails }: { withDetails?: true } = {},
): Promise<Map<string, OrderableProduct>> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: READ_PRODUCTS_FUNCTION_ARN,
      Payload: asciiJson({ productIds, correlationId: correlationId(), withDetails }),
    }),
  );
  const answer = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw functionFailure('readProducts', answer);
  return new Map(ReadProductsOutput.parse(JSON.parse(answer)).map((product) => [product.id, product]));
};
