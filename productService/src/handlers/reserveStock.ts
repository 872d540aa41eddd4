import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { ReserveStockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { reserveStock } from '../reservation/reserveStock.ts';

/** For orderService's workflow: takes the stock of each order, all or nothing, once. */
export const handler = eventHandler(
  (event: z.input<typeof ReserveStockInput>) => reserveStock(ReserveStockInput.parse(event).orders),
  ({ orders }) => orders[0]?.correlationId,
);
