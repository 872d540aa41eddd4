import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { showShopSettings } from '../settings/changeSettings.ts';
import { getShopSettingsRoute } from '../settings/settingsRoutes.ts';

/** `GET /settings/shop` (admin) → 200, who the shop is, with their `version`. */
export const handler = httpHandler(getShopSettingsRoute, async () => respond(await showShopSettings()));
