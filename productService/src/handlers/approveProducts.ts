import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { approveProducts } from '../review/approveProducts.ts';
import { approveProductsRoute } from '../review/reviewRoutes.ts';

/** Puts up to 100 products on sale. Says of each whether it is. */
export const handler = httpHandler(approveProductsRoute, async ({ body }) =>
  respond({ results: await approveProducts(body.products) }),
);
