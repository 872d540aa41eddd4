import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeCategoryRoute } from '../categoryRoutes.ts';
import { changeCategory } from '../categoryTreeStore.ts';

/** Renames a category, moves it, or both, and returns it with its place. */
export const handler = httpHandler(changeCategoryRoute, async ({ path: { id }, body }) =>
  respond(await changeCategory(id, body)),
);
