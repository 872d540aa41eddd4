import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { ListBannersQuery } from '../banner.ts';
import { listPublishedBanners } from '../bannerStore.ts';

/** `GET /banners` → 200 `{ banners: [{ id, imageUrl }], nextCursor? }`. */
export const handler = httpHandler({ query: ListBannersQuery }, async ({ query }) => {
  const { items, nextCursor } = await listPublishedBanners(query);
  return cacheable({ banners: items.map(({ id, imageUrl }) => ({ id, imageUrl })), nextCursor });
});
