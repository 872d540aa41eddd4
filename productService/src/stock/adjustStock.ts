import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { applyChange, ownKey } from '../product/applyChange.ts';
import { appliedBy, type KeyedRequest, keyedRequest } from '../product/keyedRequest.ts';
import type { DetailedProduct } from '../product/product.ts';
import { checkStock, type ProductChange } from '../product/productChange.ts';
import { productOfVariant } from '../product/stockStore.ts';
import { variantNamed } from '../product/variant.ts';
import type { StockAdjustment } from './stockRequests.ts';

/** The units of a variant after an adjustment. */
export type AdjustedStock = { productId: string; variantId: string; quantity: number };

/**
 * Adjusts the stock of a variant of a seller's own product, or of any product for staff, with a reason. Repeating the request with the same
 * key changes nothing more.
 *
 * @throws DomainError VARIANT_NOT_FOUND, PRODUCT_NOT_FOUND (also for another seller's product), STOCK_TOO_LOW, IDEMPOTENCY_KEY_REUSED,
 *   INVALID_INPUT, UNAVAILABLE
 */
export const adjustStock = async (
  caller: Caller,
  adjustment: StockAdjustment,
  idempotencyKey: string | undefined,
): Promise<AdjustedStock> => {
  const { variantId } = adjustment;
  const productId = await productOfVariant(variantId);
  if (productId === undefined) throw new DomainError('VARIANT_NOT_FOUND', 'There is no such variant.');
  const request = keyedRequest(['adjust', adjustment], ownKey(caller, idempotencyKey), new Date());
  const product = await applyChange(caller, productId, request, (current) =>
    planAdjustment(current, adjustment, request),
  );
  return { productId, variantId, quantity: product.available.get(variantId) ?? 0 };
};

/**
 * Plans the write of an adjustment; `undefined` if the stock is as it should be. A stock that is set must not have changed since it was read,
 * so that no sale in between is overwritten and the movement is the exact difference.
 *
 * @throws DomainError VARIANT_NOT_FOUND, STOCK_TOO_LOW, INVALID_INPUT
 */
const planAdjustment = (
  product: DetailedProduct,
  { variantId, delta, setTo, reason }: StockAdjustment,
  request: KeyedRequest,
): ProductChange | undefined => {
  variantNamed(product, variantId);
  const quantity = product.available.get(variantId) ?? 0;
  const quantityChange = setTo === undefined ? (delta ?? 0) : setTo - quantity;
  if (quantityChange === 0) return undefined;
  checkStock(quantity, quantityChange, 'delta');
  return {
    ...{ set: {}, remove: [], expected: { status: product.status }, applied: appliedBy(product, request) },
    stock: {
      ...{ variantId, quantityChange, offSale: false, reason },
      ...(setTo === undefined ? {} : { seen: quantity }),
    },
  };
};
