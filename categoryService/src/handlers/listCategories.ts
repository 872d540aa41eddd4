import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listCategoriesRoute } from '../categoryRoutes.ts';
import { listPublishedCategories } from '../categoryStore.ts';

/** Returns a page of categories as an array; the next page's cursor is in the header `x-next-cursor`. */
export const handler = httpHandler(listCategoriesRoute, async ({ query }) => {
  const { items, nextCursor } = await listPublishedCategories(query);
  return respond(
    items.map(({ id, categoryName, imageUrl }) => ({ id, categoryName, imageUrl })),
    nextCursor === undefined ? {} : { 'x-next-cursor': nextCursor },
  );
});
