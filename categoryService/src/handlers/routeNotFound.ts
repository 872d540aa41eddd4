import { routeNotFound } from '@ecommerce/shared/http.ts';

/** Every path that is no route → 404. */
export const handler = routeNotFound();
