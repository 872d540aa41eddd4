import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeShopSettings } from '../settings/changeSettings.ts';
import { replaceShopSettingsRoute } from '../settings/settingsRoutes.ts';

/** `PUT /settings/shop` (admin) → 200, the settings as they are now. */
export const handler = httpHandler(replaceShopSettingsRoute, async ({ body }) =>
  respond(await changeShopSettings(body)),
);
