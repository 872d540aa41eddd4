import { DomainError } from '@ecommerce/shared/errors.ts';
import { cacheable, httpHandler, PathId } from '@ecommerce/shared/http.ts';
import { getStockedProduct } from '../product/productStore.ts';
import { publicProduct, STOCK_MAX_AGE_SECONDS } from '../product/productViews.ts';

/** `GET /products/{id}` → 200 the product; 404 for one that is not on sale. */
export const handler = httpHandler({ path: PathId }, async ({ path: { id } }) => {
  const product = await getStockedProduct(id);
  if (product?.status !== 'approved') throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved');
  return cacheable(publicProduct(product), STOCK_MAX_AGE_SECONDS);
});
