import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addDiscount } from '../discounts/changeDiscounts.ts';
import { createDiscountRoute } from '../discounts/discountRoutes.ts';

/** `POST /discounts` (admin) → 201, the discount. */
export const handler = httpHandler(createDiscountRoute, async ({ body, idempotencyKey }) =>
  respond(await addDiscount(body, idempotencyKey)),
);
