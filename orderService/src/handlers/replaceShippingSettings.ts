import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeShippingSettings } from '../settings/changeSettings.ts';
import { replaceShippingSettingsRoute } from '../settings/settingsRoutes.ts';

/** `PUT /settings/shipping` (admin) → 200, the settings as they are now. */
export const handler = httpHandler(replaceShippingSettingsRoute, async ({ body }) =>
  respond(await changeShippingSettings(body)),
);
