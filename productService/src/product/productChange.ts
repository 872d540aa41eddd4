import { isDeepStrictEqual } from 'node:util';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { idOfKey } from '@ecommerce/shared/idempotency.ts';
import { minorUnitsOf, Price } from '@ecommerce/shared/money.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { CategoryName, multiLineText, singleLineText } from '@ecommerce/shared/texts.ts';
import { UploadFields } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';
import { changedPrices } from '../price/lowestPrice.ts';
import { withOwnPrice } from '../price/scheduledPrice.ts';
import { lostApproval, needsApproval } from './approval.ts';
import { type AppliedKey, appliedBy, type KeyedRequest, keyedRequest } from './keyedRequest.ts';
import { MAX_QUANTITY, type Product, type StockedProduct, wasOnSale } from './product.ts';
import type { StockChange } from './stockStore.ts';
import { changedVariants, checkVariant, type Variant, variantNamed } from './variant.ts';

/** The most attributes of a product. */
const MAX_ATTRIBUTES = 30;

/** What sets a product apart. */
export const Attributes = z
  .record(singleLineText(50), singleLineText(200))
  .refine((all) => Object.keys(all).length <= MAX_ATTRIBUTES, `must have at most ${MAX_ATTRIBUTES} entries`)
  .meta({ description: 'What sets the product apart, by name: `{ "Material": "wool" }`. Replaces the earlier ones.' });

/** How a product is taxed. */
export const TaxCategory = singleLineText(50).meta({
  description: 'How it is taxed: a `taxCategory` of the shop’s tax settings.',
});

/** Body of `PATCH /products/{id}`: any of the fields; `fileName` and `fileType` only together. */
export const PatchProductBody = z
  .strictObject({
    productName: singleLineText(200),
    productPrice: Price,
    description: multiLineText(4000),
    category: CategoryName,
    attributes: Attributes,
    taxCategory: TaxCategory,
    /** Units to add, or to remove if negative. */
    quantityChange: z
      .int()
      .min(-MAX_QUANTITY)
      .max(MAX_QUANTITY)
      .refine((change) => change !== 0, 'must not be 0'),
    ...UploadFields.shape,
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must hold at least one field')
  .refine(({ fileName, fileType }) => (fileName === undefined) === (fileType === undefined), {
    path: ['fileName'],
    message: 'fileName and fileType belong together',
  });
export type ProductPatch = z.output<typeof PatchProductBody>;

/** What an admin has to approve, and all that a patch replaces. */
const TEXTS = ['productName', 'description', 'category', 'attributes'] as const;
const FIELDS = [...TEXTS, 'taxCategory'] as const;

/** The namespace of the versions of images that were requested with an `Idempotency-Key`. */
const VERSION_NAMESPACE = '5d1f7a64-93c0-4b0e-8a55-2f6f0f6f3c11';

/** A request to change a product's own fields. */
export type PatchRequest = KeyedRequest & {
  patch: ProductPatch;
  /** Version of the requested image, the same for each repetition with a key. */
  version: string;
};

export const patchRequest = (id: string, patch: ProductPatch, key: string | undefined, now: Date): PatchRequest => ({
  ...keyedRequest(patch, key, now),
  patch,
  version: idOfKey(key, VERSION_NAMESPACE, id),
});

/** One conditional write to a product's row, its stock and its SKUs. */
export type ProductChange = {
  /** Attributes with their new values; `undefined` removes one. */
  set: Record<string, unknown>;
  remove: string[];
  /** Values that must not have changed since the row was read (`undefined`: absent). Otherwise the change is planned again. */
  expected: Record<string, unknown>;
  stock: StockChange;
  /** The SKU that a variant gets, and the one that it loses. */
  skus?: { variantId: string; claimed?: string | undefined; released?: string | undefined };
  applied: AppliedKey | undefined;
};

/**
 * Plans the write that applies a seller's change to a product; `undefined` if nothing changes. An admin has to approve changed texts, a
 * new image and, after a rejection, a changed price. Stock, and the price of a product on sale, need no approval. Stock changes by a
 * difference, so that orders in the meantime are not overwritten.
 *
 * @throws DomainError STOCK_TOO_LOW for the removal of more units than there are; INVALID_INPUT for more units than a product may have,
 *   or a price with too many digits for its currency
 */
export const planChange = (product: StockedProduct, request: PatchRequest): ProductChange | undefined => {
  const { patch, now } = request;
  const { quantityChange = 0 } = patch;
  const priced = pricedVariants(product, patch, now);
  checkStock(product.quantity, quantityChange);
  const named = FIELDS.filter((field) => patch[field] !== undefined);
  const changed = named.filter((field) => !isDeepStrictEqual(patch[field], product[field]));
  const image = imageChange(product, request);
  if (changed.length === 0 && !priced && quantityChange === 0 && image === undefined) return undefined;

  const textChanged = TEXTS.some((field) => changed.includes(field));
  const needed = needsApproval(product, { textChanged, priceChanged: priced !== undefined });
  const approval = lostApproval(product, { needed });
  const onlyStock = changed.length === 0 && !priced && image === undefined;
  return {
    set: {
      ...Object.fromEntries(changed.map((field) => [field, patch[field]])),
      ...priced,
      ...approval.set,
      ...(onlyStock ? {} : { updatedAt: now.toISOString() }),
      ...image?.set,
    },
    // Attributes that may exist or not: the email about a rejection, and the rejection of an upload, may be recorded in between
    remove: [...approval.remove, ...(image ? ['uploadRejection'] : [])],
    expected: {
      status: product.status,
      ...Object.fromEntries(named.map((field) => [field, product[field]])),
      ...(image === undefined ? {} : { imagesVersion: product.imagesVersion }),
      ...(patch.productPrice === undefined
        ? {}
        : { unitPrice: product.unitPrice, variantsVersion: product.variantsVersion }),
    },
    stock: {
      variantId: quantityChange === 0 ? product.id : variantNamed(product).id,
      quantityChange,
      offSale: approval.offSale,
    },
    applied: appliedBy(product, request),
  };
};

/**
 * Returns the attributes that a price changes; `undefined` if it is the same.
 *
 * @throws DomainError VARIANT_REQUIRED where several variants have prices and stock of their own
 */
const pricedVariants = (product: Product, { productPrice, quantityChange }: ProductPatch, now: Date) => {
  if (productPrice === undefined && quantityChange === undefined) return undefined;
  const variant = variantNamed(product);
  if (productPrice === undefined) return undefined;
  const unitPrice = minorUnitsOf('productPrice', productPrice, product.currency);
  if (unitPrice === variant.unitPrice) return undefined;
  const changed = repriced(product, variant, { ...withOwnPrice(variant), unitPrice }, now);
  if (!product.variants) return { unitPrice, priorPrices: changed.priorPrices ?? [] };
  checkVariant(changed, []);
  return changedVariants(product, [changed]);
};

/** Returns a variant after a change, with the lowest price of the 30 days before a reduction. */
export const repriced = (product: Product, before: Variant, after: Variant, now: Date): Variant => {
  const { priorPrices: _prior, lowestPrice30Days: _lowest, ...rest } = after;
  return { ...rest, ...changedPrices(before, after, { offered: wasOnSale(product), now }) };
};

/**
 * Checks a change of a variant's units.
 *
 * @param path the field that asks for it
 * @throws DomainError STOCK_TOO_LOW, INVALID_INPUT
 */
export const checkStock = (quantity: number, change: number, path = 'quantityChange'): void => {
  if (quantity + change < 0) {
    throw new DomainError('STOCK_TOO_LOW', `There are only ${quantity} units in stock.`, {
      quantityAvailable: quantity,
    });
  }
  if (change > 0 && quantity + change > MAX_QUANTITY) {
    throw invalidInput([{ path, message: `must not raise the stock above ${MAX_QUANTITY}` }]);
  }
};

/**
 * Plans the change of an image. A product without an image waits for the new file instead; one with an image keeps it until the new one
 * was checked.
 */
const imageChange = (
  product: Product,
  { patch: { fileName, fileType }, version, now }: PatchRequest,
): { set: Record<string, unknown> } | undefined => {
  if (fileName === undefined) return undefined;
  return product.status === AWAITING_IMAGE
    ? { set: { fileName, fileType, urlRenewedAt: now.toISOString() } }
    : { set: { replacement: { fileName, fileType, version }, imagesVersion: (product.imagesVersion ?? 0) + 1 } };
};

/** Returns the upload that a product waits for because of this request, if it still does. */
export const awaitedUpload = (
  product: Product,
  { patch: { fileName }, version }: PatchRequest,
): { fileName: string; version?: string } | undefined => {
  if (fileName === undefined) return undefined;
  if (product.status === AWAITING_IMAGE) return product.fileName === fileName ? { fileName } : undefined;
  return product.replacement?.version === version ? { fileName, version } : undefined;
};
