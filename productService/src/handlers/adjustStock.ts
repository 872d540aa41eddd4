import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { adjustStock } from '../stock/adjustStock.ts';
import { adjustStockRoute } from '../stock/stockRoutes.ts';

/** Adjusts the stock of a variant, and returns its units. */
export const handler = httpHandler(adjustStockRoute, async ({ body, caller, idempotencyKey }) =>
  respond(await adjustStock(caller, body, idempotencyKey)),
);
