import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { functionFailure } from '@ecommerce/shared/functionFailure.ts';
import { type OrderableProduct, type ReadProducts, ReadProductsOutput } from '@ecommerce/shared/productFunctions.ts';

const { READ_PRODUCTS_FUNCTION_ARN } = readEnvironment({ READ_PRODUCTS_FUNCTION_ARN: name });
const lambda = new LambdaClient({});

/** A variant that is asked for: by its product's id, and its own where the product has several. */
export type WantedVariant = { id: string; variantId?: string | undefined };

/**
 * Reads variants from productService.
 *
 * @param wanted 1 to `MAX_LINES`
 * @param options.withDetails whether to read what discounts, shipping and taxes depend on, too
 * @returns each with its current price and stock, or why it cannot be ordered, in the order of `wanted`
 * @throws Error if the function failed, with the failure's own name, so that outages are recognised; or if its output is invalid
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html a failed function responds with 200 and `FunctionError`
 */
export const readProducts = async (
  wanted: WantedVariant[],
  { withDetails }: { withDetails?: true } = {},
): Promise<ReadProducts> => {
  const items = wanted.map(({ id: productId, variantId }) => ({ productId, variantId }));
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: READ_PRODUCTS_FUNCTION_ARN,
      Payload: asciiJson({ items, correlationId: correlationId(), withDetails }),
    }),
  );
  const answer = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) throw functionFailure('readProducts', answer);
  return ReadProductsOutput.parse(JSON.parse(answer));
};

/** Returns the refusal of a product without `variantId`, which has several variants. */
export const variantRequired = (data: { productId?: string }): DomainError =>
  new DomainError('VARIANT_REQUIRED', 'The product has several variants: name one of them by variantId.', data);

/**
 * Returns what was found, if it can be ordered.
 *
 * @param data what an error says besides
 * @throws DomainError PRODUCT_NOT_FOUND, VARIANT_REQUIRED
 */
export const orderable = (
  found: ReadProducts[number] | undefined,
  data: { productId?: string } = {},
): OrderableProduct => {
  if (found === 'variantRequired') throw variantRequired(data);
  if (found === undefined || found === 'notOnSale') {
    throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved', data);
  }
  return found;
};
