import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getRating } from '../customerReview/customerReviewStore.ts';
import { getProductBySlugRoute } from '../product/productRoutes.ts';
import { getDetailedProduct } from '../product/productStore.ts';
import { detailedProduct } from '../product/productViews.ts';
import { readSlug } from '../slug/slugStore.ts';

/** Returns the product on sale that a slug leads to, with the slug that it has now. */
export const handler = httpHandler(getProductBySlugRoute, async ({ path: { slug } }) => {
  const id = await readSlug(slug);
  const [product, rating] = id === undefined ? [] : await Promise.all([getDetailedProduct(id), getRating(id)]);
  if (product?.status !== 'approved') throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved');
  return respond(detailedProduct(product, rating));
});
