import { singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { MAX_QUANTITY } from '../product/product.ts';

/** Body of `POST /stock-adjustments`. */
export const AdjustStockBody = z
  .strictObject({
    variantId: z.string().min(1).max(128).meta({ description: 'Of a product without variants, its id.' }),
    delta: z
      .int()
      .min(-MAX_QUANTITY)
      .max(MAX_QUANTITY)
      .refine((delta) => delta !== 0, 'must not be 0')
      .meta({ description: 'Units to add, or to remove if negative.' })
      .optional(),
    setTo: z
      .int()
      .min(0)
      .max(MAX_QUANTITY)
      .meta({ description: 'How many units there are. Instead of `delta`.' })
      .optional(),
    reason: singleLineText(200),
  })
  .refine(({ delta, setTo }) => (delta === undefined) !== (setTo === undefined), {
    path: ['delta'],
    message: 'either delta or setTo is needed',
  });
export type StockAdjustment = z.output<typeof AdjustStockBody>;
