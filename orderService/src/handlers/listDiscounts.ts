import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { showDiscounts } from '../discounts/changeDiscounts.ts';
import { listDiscountsRoute } from '../discounts/discountRoutes.ts';

/** `GET /discounts?limit=&cursor=` (admin) → 200 `{ discounts, nextCursor? }`, newest first. */
export const handler = httpHandler(listDiscountsRoute, async ({ query }) => respond(await showDiscounts(query)));
