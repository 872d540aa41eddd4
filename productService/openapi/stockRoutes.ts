import { answered, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { adjustStockRoute, listStockMovementsRoute } from '../src/stock/stockRoutes.ts';
import * as answers from './answers.ts';
import { id } from './examples.ts';

/** How stock changes. */
export const stocking: RouteDescription[] = [
  {
    definition: adjustStockRoute,
    summary: 'Adjust the stock of a variant, with a reason',
    description:
      'For the seller of the product, and staff. `delta` adds or removes units; `setTo` says how many there are, such as after a stocktaking. Sales in the meantime are never overwritten: a stock that has changed since it was read is read again.',
    example: { body: { variantId: id, delta: -2, reason: 'damaged in the warehouse' } },
    answer: answered('The units of the variant now.', answers.AdjustedStock, {
      productId: id,
      variantId: id,
      quantity: 38,
    }),
  },
  {
    definition: listStockMovementsRoute,
    summary: 'The movements of a product’s stock, newest first',
    description:
      'For the seller of the product, and staff, who also see those of a deleted product. The movements of a variant add up to its units, as soon as those of its last orders are written, which follow within moments.',
    example: { path: { id } },
    answer: pageOf('movements', answers.StockMovementList, {
      variantId: id,
      delta: -2,
      kind: 'sale',
      orderId: '5d0f2d0e-0a41-4b32-9bb3-9d4e0c7a1c55',
      at: '2026-11-27T10:15:00.000Z',
    }),
  },
];
