import type { Caller } from '@ecommerce/shared/auth.ts';
import { applyChange, ownKey } from './applyChange.ts';
import type { DetailedProduct } from './product.ts';
import { awaitedUpload, type ProductPatch, patchRequest, planChange } from './productChange.ts';

/** A product after its change, and the upload that it now waits for, if any. */
export type Changed = { product: DetailedProduct; upload: { fileName: string; version?: string } | undefined };

/**
 * Changes a seller's own product, or any product for staff. Repeating a change with the same key changes nothing more.
 *
 * @throws DomainError PRODUCT_NOT_FOUND (also for another seller's product), VARIANT_REQUIRED, STOCK_TOO_LOW, IDEMPOTENCY_KEY_REUSED,
 *   INVALID_INPUT
 */
export const changeProduct = async (
  caller: Caller,
  id: string,
  patch: ProductPatch,
  idempotencyKey: string | undefined,
): Promise<Changed> => {
  const request = patchRequest(id, patch, ownKey(caller, idempotencyKey), new Date());
  const product = await applyChange(caller, id, request, (current) => planChange(current, request));
  return { product, upload: awaitedUpload(product, request) };
};
