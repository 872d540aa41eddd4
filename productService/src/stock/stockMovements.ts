import { type Caller, isStaff } from '@ecommerce/shared/auth.ts';
import type { Page, PageRequest } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import type { StockMovement } from '../movement/stockMovement.ts';
import { listMovements } from '../movement/stockMovementStore.ts';
import { mayChange } from '../product/applyChange.ts';
import { getProduct } from '../product/productStore.ts';

/**
 * Lists the movements of a seller's own product, newest first; for staff those of any product, also of one that was deleted.
 *
 * @throws DomainError PRODUCT_NOT_FOUND (also for another seller's product)
 */
export const stockMovements = async (
  caller: Caller,
  productId: string,
  page: PageRequest,
): Promise<Page<StockMovement>> => {
  const product = await getProduct(productId, { consistent: true });
  const isAllowed = product?.status === undefined ? isStaff(caller) : mayChange(caller, product);
  const movements = isAllowed ? await listMovements(productId, product?.createdAt, page) : undefined;
  const isUnknown = product === undefined && page.cursor === undefined && movements?.items.length === 0;
  if (movements && !isUnknown) return movements;
  throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
};

/** Returns a movement as the API shows it. */
export const movementView = ({ variantId, delta, kind, reason, orderId, by, at }: StockMovement) => ({
  ...{ variantId, delta, kind, reason, orderId, by, at },
});
