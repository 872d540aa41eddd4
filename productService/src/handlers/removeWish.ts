import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeWishRoute } from '../wishList/wishListRoutes.ts';
import { removeWish } from '../wishList/wishListStore.ts';

/** Takes a variant off the caller's wish list. */
export const handler = httpHandler(removeWishRoute, async ({ path: { variantId }, caller }) => {
  await removeWish(caller.userId, variantId);
  return respond({ variantId });
});
