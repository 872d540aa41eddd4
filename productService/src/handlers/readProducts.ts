import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { type ReadProducts, ReadProductsInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { readOrderableProducts } from '../product/orderableProducts.ts';

/** For orderService: the variants of `items`, as they can be ordered now. */
export const handler = eventHandler(
  async (event: z.input<typeof ReadProductsInput>): Promise<ReadProducts> => {
    const { items, withDetails } = ReadProductsInput.parse(event);
    return readOrderableProducts(items, { withDetails });
  },
  ({ correlationId }) => correlationId,
);
