import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeTaxSettings } from '../settings/changeSettings.ts';
import { replaceTaxSettingsRoute } from '../settings/settingsRoutes.ts';

/** `PUT /settings/taxes` (admin) → 200, the settings as they are now. */
export const handler = httpHandler(replaceTaxSettingsRoute, async ({ body }) => respond(await changeTaxSettings(body)));
