import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { type OrderableProduct, ReadProductInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { getProduct } from '../productStore.ts';

/** For orderService: `{ productId }` → the product if it is on sale, else `null`. */
export const handler = eventHandler(
  async (event: z.input<typeof ReadProductInput>): Promise<OrderableProduct | null> => {
    const { productId } = ReadProductInput.parse(event);
    const product = await getProduct(productId, { consistent: true });
    if (product?.status !== 'approved') return null;
    const { id, productName, unitPrice, currency, quantity } = product;
    return { id, productName, unitPrice, currency, quantity };
  },
  ({ correlationId }) => correlationId,
);
