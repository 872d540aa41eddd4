import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeDiscount } from '../discounts/changeDiscounts.ts';
import { deleteDiscountRoute } from '../discounts/discountRoutes.ts';

/** `DELETE /discounts/{id}` (admin) → 200 `{ id }`. */
export const handler = httpHandler(deleteDiscountRoute, async ({ path: { id } }) => respond(await removeDiscount(id)));
