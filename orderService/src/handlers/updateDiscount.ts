import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeDiscount } from '../discounts/changeDiscounts.ts';
import { updateDiscountRoute } from '../discounts/discountRoutes.ts';

/** `PATCH /discounts/{id}` (admin) → 200, the discount as it is now. */
export const handler = httpHandler(updateDiscountRoute, async ({ path: { id }, body }) =>
  respond(await changeDiscount(id, body)),
);
