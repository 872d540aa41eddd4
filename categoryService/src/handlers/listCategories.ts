import { cacheable, httpHandler } from '@ecommerce/shared/http.ts';
import { ListCategoriesQuery } from '../category.ts';
import { listPublishedCategories } from '../categoryStore.ts';

const MAX_AGE_SECONDS = 60;

/** `GET /categories` → 200 `[{ id, categoryName, imageUrl }]`; the next page's cursor is in the header `x-next-cursor`. */
export const handler = httpHandler({ query: ListCategoriesQuery }, async ({ query }) => {
  const { items, nextCursor } = await listPublishedCategories(query);
  return cacheable(
    items.map(({ id, categoryName, imageUrl }) => ({ id, categoryName, imageUrl })),
    MAX_AGE_SECONDS,
    nextCursor === undefined ? {} : { 'x-next-cursor': nextCursor },
  );
});
