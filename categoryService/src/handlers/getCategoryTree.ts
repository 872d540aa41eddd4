import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getCategoryTreeRoute } from '../categoryRoutes.ts';
import { readTree } from '../categoryTreeStore.ts';

/** Returns the categories as a tree: each is followed by its descendants. */
export const handler = httpHandler(getCategoryTreeRoute, async () => respond({ categories: await readTree() }));
