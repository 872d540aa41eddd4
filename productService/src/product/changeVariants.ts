import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { idOfKey } from '@ecommerce/shared/idempotency.ts';
import { applyChange, ownKey } from './applyChange.ts';
import { keyedRequest } from './keyedRequest.ts';
import type { DetailedProduct } from './product.ts';
import type { ProductChange } from './productChange.ts';
import { readSkuOwner } from './skuStore.ts';
import { planAddition, planRemoval, planVariantChange } from './variantChange.ts';
import type { NewVariant, VariantPatch } from './variantRequests.ts';

/** The namespace of the ids of variants that were added with an `Idempotency-Key`. */
const VARIANT_NAMESPACE = 'c1a3a1b5-6a0f-4f0e-9a33-0d8a5f7c2e64';

/**
 * Adds a variant to a seller's own product, or to any product for staff. Repeating the request with the same key adds no other one.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, TOO_MANY_VARIANTS, VARIANT_EXISTS, SKU_TAKEN, IMAGE_NOT_CHECKED, IDEMPOTENCY_KEY_REUSED,
 *   INVALID_INPUT
 */
export const addVariant = (
  caller: Caller,
  productId: string,
  variant: NewVariant,
  idempotencyKey: string | undefined,
): Promise<DetailedProduct> => {
  const key = ownKey(caller, idempotencyKey);
  const request = keyedRequest(['add', variant], key, new Date());
  const variantId = idOfKey(key, VARIANT_NAMESPACE, productId);
  return applyChange(caller, productId, request, (product) =>
    withFreeSku(planAddition(product, variantId, variant, request)),
  );
};

/**
 * Changes a variant of a seller's own product, or of any product for staff. Repeating the request with the same key changes nothing more.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, VARIANT_NOT_FOUND, VARIANT_EXISTS, SKU_TAKEN, STOCK_TOO_LOW, IMAGE_NOT_CHECKED,
 *   IDEMPOTENCY_KEY_REUSED, INVALID_INPUT
 */
export const changeVariant = (
  caller: Caller,
  { id, variantId }: { id: string; variantId: string },
  patch: VariantPatch,
  idempotencyKey: string | undefined,
): Promise<DetailedProduct> => {
  const request = keyedRequest([variantId, patch], ownKey(caller, idempotencyKey), new Date());
  return applyChange(caller, id, request, (product) =>
    withFreeSku(planVariantChange(product, variantId, patch, request)),
  );
};

/**
 * Removes a variant of a seller's own product, or of any product for staff, with its stock.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, VARIANT_NOT_FOUND, LAST_VARIANT
 */
export const removeVariant = (
  caller: Caller,
  { id, variantId }: { id: string; variantId: string },
): Promise<DetailedProduct> => {
  const request = keyedRequest(['remove', variantId], undefined, new Date());
  return applyChange(caller, id, request, (product) => planRemoval(product, variantId, request));
};

/** Returns the change, unless another variant has the SKU that it claims. Claimed in the meantime, it is planned and checked again. */
const withFreeSku = async (change: ProductChange | undefined): Promise<ProductChange | undefined> => {
  const { variantId, claimed } = change?.skus ?? {};
  const owner = claimed === undefined ? undefined : await readSkuOwner(claimed);
  if (!owner || owner.variantId === variantId) return change;
  throw new DomainError('SKU_TAKEN', `Another variant has the SKU ${claimed}.`, {
    productId: owner.productId,
    variantId: owner.variantId,
  });
};
