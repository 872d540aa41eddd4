import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getProductRoute } from '../product/productRoutes.ts';
import { getStockedProduct } from '../product/productStore.ts';
import { publicProduct } from '../product/productViews.ts';

/** Returns a product that is on sale. */
export const handler = httpHandler(getProductRoute, async ({ path: { id } }) => {
  const product = await getStockedProduct(id);
  if (product?.status !== 'approved') throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved');
  return respond(publicProduct(product));
});
