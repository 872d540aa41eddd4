import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listBannersRoute } from '../bannerRoutes.ts';
import { listPublishedBanners } from '../bannerStore.ts';

/** `GET /banners` → 200 `{ banners: [{ id, imageUrl }], nextCursor? }`. */
export const handler = httpHandler(listBannersRoute, async ({ query }) => {
  const { items, nextCursor } = await listPublishedBanners(query);
  return respond({ banners: items.map(({ id, imageUrl }) => ({ id, imageUrl })), nextCursor });
});
