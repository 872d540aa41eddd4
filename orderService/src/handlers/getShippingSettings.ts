import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { showShippingSettings } from '../settings/changeSettings.ts';
import { getShippingSettingsRoute } from '../settings/settingsRoutes.ts';

/** `GET /settings/shipping` (admin) → 200, zones and methods, with their `version`. */
export const handler = httpHandler(getShippingSettingsRoute, async () => respond(await showShippingSettings()));
