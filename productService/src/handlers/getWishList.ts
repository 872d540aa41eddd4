import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { viewWishList } from '../wishList/changeWishList.ts';
import { getWishListRoute } from '../wishList/wishListRoutes.ts';

/** Returns the caller's wish list, with what is on sale and what is gone. */
export const handler = httpHandler(getWishListRoute, async ({ caller }) =>
  respond({ items: await viewWishList(caller.userId) }),
);
