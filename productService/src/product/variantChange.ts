import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { minorUnitsOf } from '@ecommerce/shared/money.ts';
import { AWAITING_IMAGE } from '@ecommerce/shared/rowAwaitingImage.ts';
import { pricedAt, withOwnPrice, withoutSchedule } from '../price/scheduledPrice.ts';
import { lostApproval, needsApproval } from './approval.ts';
import { appliedBy, type KeyedRequest } from './keyedRequest.ts';
import type { DetailedProduct, Product } from './product.ts';
import { checkStock, type ProductChange, repriced } from './productChange.ts';
import { imagesOf } from './productImage.ts';
import { scheduledPriceOf } from './scheduledPriceOf.ts';
import { changedVariants, checkVariant, MAX_VARIANTS, type Variant, variantNamed, variantsOf } from './variant.ts';
import type { NewVariant, VariantPatch } from './variantRequests.ts';

/**
 * Plans the write that adds a variant; `undefined` if the product has it.
 *
 * @throws DomainError TOO_MANY_VARIANTS, VARIANT_EXISTS, IMAGE_NOT_CHECKED before the product's first image, INVALID_INPUT
 */
export const planAddition = (
  product: DetailedProduct,
  variantId: string,
  { price, compareAtPrice, quantity = 0, ...fields }: NewVariant,
  request: KeyedRequest,
): ProductChange | undefined => {
  const variants = variantsOf(product);
  if (variants.some(({ id }) => id === variantId)) return undefined;
  if (variants.length >= MAX_VARIANTS) {
    throw new DomainError('TOO_MANY_VARIANTS', `A product has at most ${MAX_VARIANTS} variants.`);
  }
  const variant = withoutNulls({ id: variantId, ...fields, ...pricesOf({ price, compareAtPrice }, product.currency) });
  checkVariant(variant, variants);
  checkImage(product, variant);
  return {
    ...planned(product, [...variants, variant], { textChanged: true, priceChanged: true, request }),
    stock: {
      ...{ variantId, quantityChange: quantity, offSale: product.status === 'approved', variant: 'added' },
      ...(variant.lowStockAt === undefined ? {} : { lowStockAt: variant.lowStockAt }),
    },
    skus: { variantId, claimed: variant.sku },
  };
};

/**
 * Plans the write that changes a variant; `undefined` if nothing changes.
 *
 * @throws DomainError VARIANT_NOT_FOUND, VARIANT_EXISTS, STOCK_TOO_LOW, IMAGE_NOT_CHECKED before the product's first image, INVALID_INPUT
 */
export const planVariantChange = (
  product: DetailedProduct,
  variantId: string,
  { quantityChange = 0, price, compareAtPrice, scheduledPrice, ...patch }: VariantPatch,
  request: KeyedRequest,
): ProductChange | undefined => {
  const before = variantNamed(product, variantId);
  const variants = variantsOf(product);
  checkStock(product.available.get(variantId) ?? 0, quantityChange);
  const priced = patchedPrices(before, { price, compareAtPrice, scheduledPrice }, product.currency, request.now);
  const after = repriced(product, before, withoutNulls({ ...priced, ...patch }), request.now);
  const others = variants.filter(({ id }) => id !== variantId);
  checkVariant(after, others);
  if (after.imageId !== before.imageId) checkImage(product, after);
  const isRowChanged = JSON.stringify(sorted(after)) !== JSON.stringify(sorted(before));
  if (!isRowChanged && quantityChange === 0) return undefined;
  const textChanged = JSON.stringify(sorted(after.options)) !== JSON.stringify(sorted(before.options));
  const changed = isRowChanged
    ? planned(
        product,
        variants.map((variant) => (variant.id === variantId ? after : variant)),
        { textChanged, priceChanged: after.unitPrice !== before.unitPrice, request },
      )
    : { set: {}, remove: [], expected: { status: product.status }, applied: appliedBy(product, request) };
  const offSale = product.status === 'approved' && 'status' in changed.set;
  return {
    ...changed,
    stock: {
      ...{ variantId, quantityChange, offSale },
      ...(after.lowStockAt === before.lowStockAt ? {} : { lowStockAt: after.lowStockAt ?? null }),
    },
    skus: { variantId, ...(after.sku === before.sku ? {} : { claimed: after.sku, released: before.sku }) },
  };
};

/**
 * Plans the write that removes a variant with its stock. The last one stays: a product is deleted instead.
 *
 * @throws DomainError VARIANT_NOT_FOUND, LAST_VARIANT
 */
export const planRemoval = (product: DetailedProduct, variantId: string, request: KeyedRequest): ProductChange => {
  const { sku } = variantNamed(product, variantId);
  const others = variantsOf(product).filter(({ id }) => id !== variantId);
  if (others.length === 0) {
    throw new DomainError('LAST_VARIANT', 'It is the product’s only variant: delete the product instead.');
  }
  return {
    ...planned(product, others, { textChanged: false, priceChanged: false, request }),
    stock: {
      variantId,
      quantityChange: -(product.available.get(variantId) ?? 0),
      offSale: false,
      variant: 'removed',
      reason: 'variant removed',
    },
    skus: { variantId, released: sku },
  };
};

const checkImage = (product: Product, { imageId }: Variant): void => {
  if (imageId === undefined || imagesOf(product).some(({ id }) => id === imageId)) return;
  throw invalidInput([{ path: 'imageId', message: 'must be an image of the product' }]);
};

const planned = (
  product: DetailedProduct,
  variants: Variant[],
  { request, ...what }: { textChanged: boolean; priceChanged: boolean; request: KeyedRequest },
): Pick<ProductChange, 'set' | 'remove' | 'expected' | 'applied'> => {
  if (product.status === AWAITING_IMAGE) {
    throw new DomainError('IMAGE_NOT_CHECKED', 'Upload the product’s image first.');
  }
  const approval = lostApproval(product, { needed: needsApproval(product, what) });
  return {
    set: {
      ...changedVariants(product, variants),
      ...approval.set,
      updatedAt: request.now.toISOString(),
    },
    remove: [...approval.remove, ...(product.variants ? [] : ['priorPrices'])],
    expected: {
      status: product.status,
      unitPrice: product.unitPrice,
      variantsVersion: product.variantsVersion,
      imagesVersion: product.imagesVersion,
    },
    applied: appliedBy(product, request),
  };
};

/**
 * Returns a variant with the prices that a patch gives it at a time. Prices that it has already are no change, so that a form may send all.
 * Another price of its own, or another schedule, ends a scheduled price that is in force.
 */
export const patchedPrices = (
  before: Variant,
  { price, compareAtPrice, scheduledPrice }: Pick<VariantPatch, 'price' | 'compareAtPrice' | 'scheduledPrice'>,
  currency: string,
  now: Date,
): Variant => {
  const own = {
    ...pricesOf({ price, compareAtPrice: compareAtPrice ?? undefined }, currency),
    ...(compareAtPrice === null ? { compareAtPrice: undefined } : {}),
  };
  const isOwnPrice = Object.entries(own).some(([field, value]) => before[field as keyof Variant] !== value);
  const schedule = scheduledPrice && scheduledPriceOf(scheduledPrice, before.scheduledPrice, currency, now);
  const isNewSchedule = scheduledPrice !== undefined && schedule !== before.scheduledPrice;
  const base = isNewSchedule ? withoutSchedule(before) : isOwnPrice ? withOwnPrice(before) : before;
  const patched = {
    ...base,
    ...(isOwnPrice ? own : {}),
    ...(isNewSchedule && schedule ? { scheduledPrice: schedule } : {}),
  };
  return pricedAt(patched, now);
};

/** Converts the prices in a body to minor units. Absent ones stay absent. */
export const pricesOf = (
  { price, compareAtPrice }: { price?: number | undefined; compareAtPrice?: number | undefined },
  currency: string,
) => ({
  ...(price === undefined ? {} : { unitPrice: minorUnitsOf('price', price, currency) }),
  ...(compareAtPrice === undefined ? {} : { compareAtPrice: minorUnitsOf('compareAtPrice', compareAtPrice, currency) }),
});

/** Returns a variant without the attributes that a patch removes. */
export const withoutNulls = (variant: object): Variant =>
  Object.fromEntries(Object.entries(variant).filter(([, value]) => value !== null && value !== undefined)) as Variant;

const sorted = (record: object) => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
