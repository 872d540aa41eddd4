import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { functionFailure } from '@ecommerce/shared/functionFailure.ts';
import { type LineQuantity, lineOf } from '../order/fulfilment.ts';

const { RESTOCK_FUNCTION_ARN } = readEnvironment({ RESTOCK_FUNCTION_ARN: name });
const lambda = new LambdaClient({});

/**
 * Has productService put returned units back into stock, once for each return however often it is asked.
 *
 * @throws Error when the function failed; by the failure's own name, so that an outage shows
 */
export const restock = async (returned: {
  returnId: string;
  orderId: string;
  items: LineQuantity[];
}): Promise<void> => {
  const { returnId, orderId } = returned;
  const items = returned.items.map((item) => ({ ...lineOf(item), quantity: item.quantity }));
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: RESTOCK_FUNCTION_ARN,
      Payload: asciiJson({ returnId, orderId, items, correlationId: correlationId() }),
    }),
  );
  if (FunctionError !== undefined) throw functionFailure('restock', Payload?.transformToString() ?? '{}');
};
