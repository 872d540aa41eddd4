import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { RestockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { restock } from '../reservation/restock.ts';

/** For orderService's workflow: puts returned units back into stock, once. */
export const handler = eventHandler(
  async (event: z.input<typeof RestockInput>): Promise<void> => {
    const { returnId, orderId, items } = RestockInput.parse(event);
    await restock({ returnId, orderId, items });
  },
  ({ correlationId }) => correlationId,
);
