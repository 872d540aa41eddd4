import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { ReleaseStockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { releaseStock } from '../reservation/releaseStock.ts';

/** For orderService's workflow: gives an order's stock back, once. */
export const handler = eventHandler(
  async (event: z.input<typeof ReleaseStockInput>): Promise<void> => {
    const { orderId } = ReleaseStockInput.parse(event);
    await releaseStock(orderId);
  },
  ({ correlationId }) => correlationId,
);
