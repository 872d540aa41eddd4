import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addWish } from '../wishList/changeWishList.ts';
import { addWishRoute } from '../wishList/wishListRoutes.ts';

/** Puts a variant on the caller's wish list. */
export const handler = httpHandler(addWishRoute, async ({ path: { variantId }, caller }) => {
  const { productId, addedAt } = await addWish(caller.userId, variantId);
  return respond({ variantId, productId, addedAt });
});
