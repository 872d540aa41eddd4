import { Price } from '@ecommerce/shared/money.ts';
import { singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { MAX_QUANTITY } from './product.ts';
import { MAX_OPTIONS } from './variant.ts';

const Options = z
  .record(singleLineText(50), singleLineText(100))
  .refine((options) => Object.keys(options).length <= MAX_OPTIONS, `must have at most ${MAX_OPTIONS} entries`)
  .meta({ description: 'A value for each option of the product, by the option’s name: `{ "Size": "M" }`.' });

/** A hundred tonnes. */
const MAX_GRAMS = 100_000_000;

const Sku = singleLineText(64);
const Barcode = singleLineText(64);
const ImageId = singleLineText(128).meta({ description: 'The image of the product that shows it.' });
const LowStockAt = z
  .int()
  .min(0)
  .max(MAX_QUANTITY)
  .meta({ description: 'Staff are told when its units fall to this number or below.' });
const Instant = z.iso.datetime({ offset: true }).meta({ description: 'With its time zone: `Z`, or `+01:00`.' });
const ScheduledPriceBody = z
  .strictObject({ price: Price, from: Instant, to: Instant })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must be after from' })
  .meta({ description: 'A price from one time to another. It begins and ends within a minute.' });
const WeightGrams = z.int().min(0).max(MAX_GRAMS);

/** Body of `POST /products/{id}/variants`. */
export const NewVariantBody = z.strictObject({
  options: Options,
  price: Price,
  sku: Sku.optional(),
  barcode: Barcode.optional(),
  compareAtPrice: Price.optional(),
  weightGrams: WeightGrams.optional(),
  imageId: ImageId.optional(),
  lowStockAt: LowStockAt.optional(),
  /** Units in stock. */
  quantity: z.int().min(0).max(MAX_QUANTITY).optional(),
});
export type NewVariant = z.output<typeof NewVariantBody>;

/** Body of `PATCH /products/{id}/variants/{variantId}`: any of the fields; `null` removes one. */
export const PatchVariantBody = z
  .strictObject({
    options: Options,
    price: Price,
    sku: Sku.nullable(),
    barcode: Barcode.nullable(),
    compareAtPrice: Price.nullable(),
    scheduledPrice: ScheduledPriceBody.nullable(),
    weightGrams: WeightGrams.nullable(),
    imageId: ImageId.nullable(),
    lowStockAt: LowStockAt.nullable(),
    /** Units to add, or to remove if negative. */
    quantityChange: z
      .int()
      .min(-MAX_QUANTITY)
      .max(MAX_QUANTITY)
      .refine((change) => change !== 0, 'must not be 0'),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must hold at least one field');
export type VariantPatch = z.output<typeof PatchVariantBody>;

/** Path of routes that name a variant by its id alone. */
export const VariantIdPath = z.object({ variantId: z.string().max(128) });

/** Path of a variant's routes. */
export const VariantPath = z.object({ id: z.string().max(128), variantId: z.string().max(128) });
