import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { mayChange } from '../product/applyChange.ts';
import { getMyProductRoute } from '../product/productRoutes.ts';
import { getDetailedProduct } from '../product/productStore.ts';
import { ownDetailedProduct } from '../product/productViews.ts';

/** Returns a seller's own product, whatever its status; for staff, any product. */
export const handler = httpHandler(getMyProductRoute, async ({ path: { id }, caller }) => {
  const product = await getDetailedProduct(id, { consistent: true });
  if (!product || !mayChange(caller, product)) throw new DomainError('PRODUCT_NOT_FOUND', 'There is no such product.');
  return respond(ownDetailedProduct(product));
});
