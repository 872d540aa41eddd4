import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getRating } from '../customerReview/customerReviewStore.ts';
import { getProductRoute } from '../product/productRoutes.ts';
import { getDetailedProduct } from '../product/productStore.ts';
import { detailedProduct } from '../product/productViews.ts';

/** Returns a product that is on sale. */
export const handler = httpHandler(getProductRoute, async ({ path: { id } }) => {
  const [product, rating] = await Promise.all([getDetailedProduct(id), getRating(id)]);
  if (product?.status !== 'approved') throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved');
  return respond(detailedProduct(product, rating));
});
