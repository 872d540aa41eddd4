import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { movementView, stockMovements } from '../stock/stockMovements.ts';
import { listStockMovementsRoute } from '../stock/stockRoutes.ts';

/** Returns a page of the movements of a product's stock, newest first. */
export const handler = httpHandler(listStockMovementsRoute, async ({ path, query, caller }) => {
  const { items, nextCursor } = await stockMovements(caller, path.id, query);
  return respond({ movements: items.map(movementView), nextCursor });
});
