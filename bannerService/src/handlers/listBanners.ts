import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listBannersRoute } from '../bannerRoutes.ts';
import { listPublishedBanners } from '../bannerStore.ts';

/** Returns a page of banners. */
export const handler = httpHandler(listBannersRoute, async ({ query }) => {
  const { items, nextCursor } = await listPublishedBanners(query);
  return respond({ banners: items.map(({ id, imageUrl }) => ({ id, imageUrl })), nextCursor });
});
