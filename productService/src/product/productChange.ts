import { createHash, randomUUID } from 'node:crypto';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { UploadFields } from '@ecommerce/shared/imageUploads.ts';
import { minorUnitsOf, Price } from '@ecommerce/shared/money.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { CategoryName, multiLineText, singleLineText } from '@ecommerce/shared/texts.ts';
import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';
import { MAX_QUANTITY, type Product, type ProductStatus, REVIEW_FIELDS, type StockedProduct } from './product.ts';
import type { StockChange } from './stockStore.ts';

/** Body of `PATCH /products/{id}`: any of the fields, a file's name only with its type. */
export const PatchProductBody = z
  .strictObject({
    productName: singleLineText(200),
    productPrice: Price,
    description: multiLineText(4000),
    category: CategoryName,
    /** Units that come in, or go out where it is negative. */
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

/** The texts that are approved with a product. */
const TEXTS = ['productName', 'description', 'category'] as const;

/** How many `Idempotency-Key`s a product remembers. */
const KEYS = 20;

/** The namespace of the versions of images that are asked for under an `Idempotency-Key`. */
const VERSION_NAMESPACE = '5d1f7a64-93c0-4b0e-8a55-2f6f0f6f3c11';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** A request to change a product: what, when, and what tells it from another one. */
export type PatchRequest = {
  patch: ProductPatch;
  now: Date;
  /** Of the `Idempotency-Key`. */
  keyHash: string | undefined;
  requestHash: string;
  /** Of the image that is asked for, the same for each repetition under a key. */
  version: string;
};

export const patchRequest = (id: string, patch: ProductPatch, key: string | undefined, now: Date): PatchRequest => ({
  patch,
  now,
  keyHash: key === undefined ? undefined : shortHash(key),
  requestHash: shortHash(JSON.stringify(patch)),
  version: key === undefined ? randomUUID() : uuidv5(`${id}/${key}`, VERSION_NAMESPACE),
});

/**
 * Whether the request was carried out before, under its key.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED for another change under the same key
 */
export const isRepeated = ({ appliedPatches = {} }: Product, { keyHash, requestHash }: PatchRequest): boolean => {
  const applied = keyHash === undefined ? undefined : appliedPatches[keyHash];
  if (applied === undefined) return false;
  if (applied.requestHash === requestHash) return true;
  throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another change of the product.');
};

/** One conditional write, of the product's row and of its stock. */
export type ProductChange = StockChange & {
  set: Record<string, unknown>;
  remove: string[];
  /** What must stand in the row as it was read: whoever is overtaken looks again. */
  expected: Record<string, unknown>;
  /** The key under which this is remembered, those that are forgotten for it, and whether it is the first. */
  applied: { key: string; entry: AppliedPatch; forget: string[]; first: boolean } | undefined;
};

type AppliedPatch = NonNullable<Product['appliedPatches']>[string];

/**
 * The write that turns a product as it stands into what its seller wants; `undefined` where that is what it is. Texts, an image and,
 * once rejected, a price are for an admin to look at again; stock and price of what is on sale are the seller's own affair. Stock is
 * a difference, so that orders in between are not overwritten.
 *
 * @throws DomainError STOCK_TOO_LOW for more units out than there are; INVALID_INPUT for more in than a product may have,
 *   or a price that its currency does not have
 */
export const planChange = (product: StockedProduct, request: PatchRequest): ProductChange | undefined => {
  const { patch, now } = request;
  const { quantityChange = 0 } = patch;
  checkStock(product.quantity, quantityChange);
  const texts = TEXTS.filter((field) => patch[field] !== undefined);
  const changedTexts = texts.filter((field) => patch[field] !== product[field]);
  const unitPrice =
    patch.productPrice === undefined
      ? product.unitPrice
      : minorUnitsOf('productPrice', patch.productPrice, product.currency);
  const priceChanged = unitPrice !== product.unitPrice;
  const image = imageChange(product, request);
  if (changedTexts.length === 0 && !priceChanged && quantityChange === 0 && image === undefined) return undefined;

  const status = statusAfter(product.status, changedTexts.length > 0, priceChanged);
  const onlyStock = changedTexts.length === 0 && !priceChanged && image === undefined;
  return {
    set: {
      ...Object.fromEntries(changedTexts.map((field) => [field, patch[field]])),
      ...(priceChanged ? { unitPrice } : {}),
      ...(status === product.status ? {} : { status }),
      ...(onlyStock ? {} : { updatedAt: now.toISOString() }),
      ...image?.set,
    },
    // Whether they are there or not: a rejection's mail, and the refusal of a file, are noted beside what is expected here
    remove: [...(status === product.status ? [] : REVIEW_FIELDS), ...(image ? ['uploadRejection'] : [])],
    expected: {
      status: product.status,
      ...Object.fromEntries(texts.map((field) => [field, product[field]])),
      ...(patch.productPrice === undefined ? {} : { unitPrice: product.unitPrice }),
    },
    quantityChange,
    offSale: product.status === 'approved' && status !== 'approved',
    applied: appliedBy(product, request),
  };
};

const checkStock = (quantity: number, change: number): void => {
  if (quantity + change < 0) {
    throw new DomainError('STOCK_TOO_LOW', `There are only ${quantity} units in stock.`, {
      quantityAvailable: quantity,
    });
  }
  if (change > 0 && quantity + change > MAX_QUANTITY) {
    throw invalidInput([{ path: 'quantityChange', message: `must not raise the stock above ${MAX_QUANTITY}` }]);
  }
};

const statusAfter = (status: ProductStatus, textChanged: boolean, priceChanged: boolean): ProductStatus => {
  if (status === AWAITING_IMAGE) return status;
  return textChanged || (priceChanged && status === 'rejected') ? 'pending' : status;
};

/** A product without an image waits for the new file instead; one with an image keeps it until the new one has been checked. */
const imageChange = (
  product: Product,
  { patch: { fileName, fileType }, version, now }: PatchRequest,
): { set: Record<string, unknown> } | undefined => {
  if (fileName === undefined) return undefined;
  return product.status === AWAITING_IMAGE
    ? { set: { fileName, fileType, urlRenewedAt: now.toISOString() } }
    : { set: { replacement: { fileName, fileType, version } } };
};

const appliedBy = (
  { appliedPatches }: Product,
  { keyHash, requestHash, now }: PatchRequest,
): ProductChange['applied'] => {
  if (keyHash === undefined) return undefined;
  const byAge = Object.entries(appliedPatches ?? {}).sort(([, one], [, other]) => one.at.localeCompare(other.at));
  return {
    key: keyHash,
    entry: { requestHash, at: now.toISOString() },
    forget: byAge.slice(0, Math.max(0, byAge.length - KEYS + 1)).map(([key]) => key),
    first: appliedPatches === undefined,
  };
};

/** The upload that a product waits for since this request, if it still does. */
export const awaitedUpload = (
  product: Product,
  { patch: { fileName }, version }: PatchRequest,
): { fileName: string; version?: string } | undefined => {
  if (fileName === undefined) return undefined;
  if (product.status === AWAITING_IMAGE) return product.fileName === fileName ? { fileName } : undefined;
  return product.replacement?.version === version ? { fileName, version } : undefined;
};
