import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { ReserveOrderStockInput, ReserveStockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { type OrderOutcome, reserveStock } from '../reserveStock.ts';
import { refusalError } from '../stockReservation.ts';

type Input = z.input<typeof ReserveStockInput> | z.input<typeof ReserveOrderStockInput>;

/** For orderService's workflow: takes the stock of each order, all or nothing, once. One order alone ends as an error unless it has its stock. */
export const handler = eventHandler(
  async (event: Input): Promise<OrderOutcome[] | undefined> => {
    if ('orders' in event) return reserveStock(ReserveStockInput.parse(event).orders);
    const [result] = await reserveStock([ReserveOrderStockInput.parse(event)]);
    if (result?.outcome !== 'reserved') throw refusalError(result?.outcome ?? 'busy');
    return undefined;
  },
  (event) => ('orders' in event ? event.orders[0]?.correlationId : event.correlationId),
);
