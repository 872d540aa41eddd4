import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import * as z from 'zod';
import { listPublishedBanners } from '../bannerStore.ts';

/** `GET /banners` → 200 `{ banners: [{ id, imageUrl }], nextCursor? }`. */
export const handler = httpHandler({ query: z.strictObject(pageParameters(100)) }, async ({ query }) => {
  const { items, nextCursor } = await listPublishedBanners(query);
  return cacheable({ banners: items.map(({ id, imageUrl }) => ({ id, imageUrl })), nextCursor });
});
