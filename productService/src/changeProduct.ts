import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import type { Product } from './product.ts';
import { awaitedUpload, isRepeated, type ProductPatch, patchRequest, planChange } from './productChange.ts';
import { getProduct } from './productStore.ts';
import { writeChange } from './productUpdateStore.ts';

/** How often a change that another one overtakes is planned anew. */
const ATTEMPTS = 6;

/** A product after its change, and the upload that it waits for since then. */
export type Changed = { product: Product; upload: { fileName: string; version?: string } | undefined };

/**
 * Changes a seller's own product; the same change under the same key is made once.
 *
 * @throws DomainError PRODUCT_NOT_FOUND (another's too), STOCK_TOO_LOW, IDEMPOTENCY_KEY_REUSED, INVALID_INPUT
 */
export const changeProduct = async (
  caller: Caller,
  id: string,
  patch: ProductPatch,
  idempotencyKey: string | undefined,
): Promise<Changed> => {
  const request = patchRequest(id, patch, idempotencyKey, new Date());
  let product = await getProduct(id, { consistent: true });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (product?.sellerId !== caller.userId) throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
    const change = isRepeated(product, request) ? undefined : planChange(product, request);
    if (!change) return { product, upload: awaitedUpload(product, request) };
    const { updated, row } = await writeChange(product, change);
    if (updated && row) return { product: row, upload: awaitedUpload(row, request) };
    product = row;
  }
  throw new DomainError('UNAVAILABLE', 'The product is being changed by others just now: try again.');
};
