import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getShippingMethodsRoute } from '../settings/settingsRoutes.ts';
import { showShippingMethods } from '../settings/shippingMethods.ts';

/** `GET /shipping-methods?country=&region=` → 200 `{ methods, currency }`. */
export const handler = httpHandler(getShippingMethodsRoute, async ({ query }) =>
  respond(await showShippingMethods(query)),
);
