import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { CategoryName, multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** Query of a list of products. */
export const PageQuery = z.strictObject(pageParameters());

/** Query of `GET /approve-products`. */
export const ApprovedProductsQuery = z.strictObject(pageParameters(100));

/** Path of `GET /categories/{name}`. */
export const CategoryPath = z.object({ name: CategoryName });

/** Path of `GET /products/by-slug/{slug}`. Slugs have no upper-case letters. */
export const SlugPath = z.object({ slug: z.string().max(128).toLowerCase() });

/** Body of `POST /products/{id}/reject`. */
export const RejectProductBody = z.strictObject({ reason: multiLineText(500) });

/** Body of `POST /products/{id}/approve`, if there is one: the product's `updatedAt` as the admin saw it. */
export const ApproveProductBody = z.strictObject({ updatedAt: z.iso.datetime().optional() }).optional();

/** The most products of one `POST /products/approve`. */
const MOST_APPROVALS = 100;

/** Body of `POST /products/approve`: each product once, if wanted with its `updatedAt` as the admin saw it. */
export const ApproveProductsBody = z.strictObject({
  products: z
    .array(z.strictObject({ id: z.string().min(1).max(128), updatedAt: z.iso.datetime().optional() }))
    .min(1)
    .max(MOST_APPROVALS)
    .refine(
      (products) => new Set(products.map(({ id }) => id)).size === products.length,
      'must name each product once',
    ),
});
