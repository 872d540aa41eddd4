import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { showTaxSettings } from '../settings/changeSettings.ts';
import { getTaxSettingsRoute } from '../settings/settingsRoutes.ts';

/** `GET /settings/taxes` (admin) → 200, rates, with their `version`. */
export const handler = httpHandler(getTaxSettingsRoute, async () => respond(await showTaxSettings()));
