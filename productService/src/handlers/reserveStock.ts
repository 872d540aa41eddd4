import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { ReserveStockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { reserveStock } from '../reserveStock.ts';

/** For orderService's workflow: takes an order's stock, all or nothing, once. */
export const handler = eventHandler(
  async (event: z.input<typeof ReserveStockInput>): Promise<void> => {
    const { orderId, items } = ReserveStockInput.parse(event);
    await reserveStock(orderId, items);
  },
  ({ correlationId }) => correlationId,
);
