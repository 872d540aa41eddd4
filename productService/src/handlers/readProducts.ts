import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { type OrderableProduct, ReadProductsInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { getStockedProducts } from '../product/productStore.ts';
import { orderableProducts } from '../product/productViews.ts';

/** For orderService: `{ productIds }` → those that are on sale, read consistently. */
export const handler = eventHandler(
  async (event: z.input<typeof ReadProductsInput>): Promise<OrderableProduct[]> => {
    const { productIds, withDetails } = ReadProductsInput.parse(event);
    return orderableProducts(await getStockedProducts(productIds, { consistent: true }), { withDetails });
  },
  ({ correlationId }) => correlationId,
);
