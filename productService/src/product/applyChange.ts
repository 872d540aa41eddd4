import { type Caller, isStaff } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { isRepeated, type KeyedRequest } from './keyedRequest.ts';
import type { DetailedProduct } from './product.ts';
import type { ProductChange } from './productChange.ts';
import { getDetailedProduct } from './productStore.ts';
import { writeChange } from './productUpdateStore.ts';

/** How often a change is planned again after another write to the product came first. */
const ATTEMPTS = 6;

/**
 * Makes a planned change of a seller's own product, or of any product for staff, and returns the product after it. Repeating a request with
 * the same key changes nothing more.
 *
 * @param plan returns `undefined` if nothing is to be changed; called again if another write came first
 * @throws DomainError PRODUCT_NOT_FOUND (also for another seller's product), IDEMPOTENCY_KEY_REUSED, UNAVAILABLE
 */
export const applyChange = async (
  caller: Caller,
  id: string,
  request: KeyedRequest,
  plan: (product: DetailedProduct) => Promise<ProductChange | undefined> | ProductChange | undefined,
): Promise<DetailedProduct> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const product = await changeableProduct(caller, id);
    const change = isRepeated(product, request) ? undefined : await plan(product);
    if (!change) return product;
    const { updated, row } = await writeChange(product, change, caller.userId);
    if (!updated) continue;
    if (!row) return changeableProduct(caller, id);
    return { ...row, quantity: product.quantity, available: product.available };
  }
  throw new DomainError('UNAVAILABLE', 'Other requests are changing the product at the same time: try again.');
};

/** Tells a key of staff from the same one of the seller. */
export const ownKey = (caller: Caller, key: string | undefined): string | undefined =>
  key !== undefined && isStaff(caller) ? `${caller.userId}/${key}` : key;

const changeableProduct = async (caller: Caller, id: string): Promise<DetailedProduct> => {
  const product = await getDetailedProduct(id, { consistent: true });
  if (product && mayChange(caller, product)) return product;
  throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
};

/** Returns whether a product is the caller's own, or the caller is staff. */
export const mayChange = (caller: Caller, { sellerId }: Pick<DetailedProduct, 'sellerId'>): boolean =>
  sellerId === caller.userId || isStaff(caller);
