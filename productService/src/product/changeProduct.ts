import { type Caller, isStaff } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import type { StockedProduct } from './product.ts';
import { awaitedUpload, isRepeated, type ProductPatch, patchRequest, planChange } from './productChange.ts';
import { getStockedProduct } from './productStore.ts';
import { writeChange } from './productUpdateStore.ts';

/** How often a change is planned again after another write to the product came first. */
const ATTEMPTS = 6;

/** A product after its change, and the upload that it now waits for, if any. */
export type Changed = { product: StockedProduct; upload: { fileName: string; version?: string } | undefined };

/**
 * Changes a seller's own product, or any product for staff. Repeating a change with the same key changes nothing more.
 *
 * @throws DomainError PRODUCT_NOT_FOUND (also for another seller's product), STOCK_TOO_LOW, IDEMPOTENCY_KEY_REUSED, INVALID_INPUT
 */
export const changeProduct = async (
  caller: Caller,
  id: string,
  patch: ProductPatch,
  idempotencyKey: string | undefined,
): Promise<Changed> => {
  const request = patchRequest(id, patch, ownKey(caller, idempotencyKey), new Date());
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const product = await changeableProduct(caller, id);
    const change = isRepeated(product, request) ? undefined : planChange(product, request);
    if (!change) return { product, upload: awaitedUpload(product, request) };
    const { updated, row } = await writeChange(product, change);
    if (!updated) continue;
    const changed = row ? { ...row, quantity: product.quantity } : await changeableProduct(caller, id);
    return { product: changed, upload: awaitedUpload(changed, request) };
  }
  throw new DomainError('UNAVAILABLE', 'Other requests are changing the product at the same time: try again.');
};

/** Tells a key of staff from the same one of the seller. */
const ownKey = (caller: Caller, key: string | undefined): string | undefined =>
  key !== undefined && isStaff(caller) ? `${caller.userId}/${key}` : key;

const changeableProduct = async (caller: Caller, id: string): Promise<StockedProduct> => {
  const product = await getStockedProduct(id, { consistent: true });
  if (product && (product.sellerId === caller.userId || isStaff(caller))) return product;
  throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
};
