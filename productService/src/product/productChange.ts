import { createHash } from 'node:crypto';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { idOfKey, requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { minorUnitsOf, Price } from '@ecommerce/shared/money.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { CategoryName, multiLineText, singleLineText } from '@ecommerce/shared/texts.ts';
import { UploadFields } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';
import { MAX_QUANTITY, type Product, type ProductStatus, REVIEW_FIELDS, type StockedProduct } from './product.ts';
import type { StockChange } from './stockStore.ts';

/** Body of `PATCH /products/{id}`: any of the fields; `fileName` and `fileType` only together. */
export const PatchProductBody = z
  .strictObject({
    productName: singleLineText(200),
    productPrice: Price,
    description: multiLineText(4000),
    category: CategoryName,
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

/** The texts that an admin has to approve. */
const TEXTS = ['productName', 'description', 'category'] as const;

/** How many `Idempotency-Key`s are stored with a product. */
const KEYS = 20;

/** The namespace of the versions of images that were requested with an `Idempotency-Key`. */
const VERSION_NAMESPACE = '5d1f7a64-93c0-4b0e-8a55-2f6f0f6f3c11';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** A request to change a product, with what identifies it. */
export type PatchRequest = {
  patch: ProductPatch;
  now: Date;
  /** Hash of the `Idempotency-Key`. */
  keyHash: string | undefined;
  requestHash: string;
  /** Version of the requested image, the same for each repetition with a key. */
  version: string;
};

export const patchRequest = (id: string, patch: ProductPatch, key: string | undefined, now: Date): PatchRequest => ({
  patch,
  now,
  keyHash: key === undefined ? undefined : shortHash(key),
  requestHash: shortHash(JSON.stringify(patch)),
  version: idOfKey(key, VERSION_NAMESPACE, id),
});

/**
 * Returns whether the request was already carried out with its key.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED for another change with the same key
 */
export const isRepeated = ({ appliedPatches = {} }: Product, { keyHash, requestHash }: PatchRequest): boolean => {
  const applied = keyHash === undefined ? undefined : appliedPatches[keyHash];
  if (applied === undefined) return false;
  requireSameRequest(applied, requestHash, 'another change of the product');
  return true;
};

/** One conditional write to a product's row and its stock. */
export type ProductChange = StockChange & {
  set: Record<string, unknown>;
  remove: string[];
  /** Values that must not have changed since the row was read. Otherwise the change is planned again. */
  expected: Record<string, unknown>;
  /** The key to store with the change, the oldest keys to remove for it, and whether it is the first key. */
  applied: { key: string; entry: AppliedPatch; forget: string[]; first: boolean } | undefined;
};

type AppliedPatch = NonNullable<Product['appliedPatches']>[string];

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
    // Attributes that may exist or not: the email about a rejection, and the rejection of an upload, may be recorded in between
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

/** Returns the upload that a product waits for because of this request, if it still does. */
export const awaitedUpload = (
  product: Product,
  { patch: { fileName }, version }: PatchRequest,
): { fileName: string; version?: string } | undefined => {
  if (fileName === undefined) return undefined;
  if (product.status === AWAITING_IMAGE) return product.fileName === fileName ? { fileName } : undefined;
  return product.replacement?.version === version ? { fileName, version } : undefined;
};
