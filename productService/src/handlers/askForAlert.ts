import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { askForAlert } from '../stockAlert/askForAlert.ts';
import { askForAlertRoute } from '../stockAlert/stockAlertRoutes.ts';

/** Has the caller told when a variant is back in stock. */
export const handler = httpHandler(askForAlertRoute, async ({ path: { variantId }, caller, headers }) => {
  const locale = chooseLanguage(caller.locale, headers['accept-language']);
  const { productId, askedAt } = await askForAlert(caller, variantId, locale);
  return respond({ variantId, productId, askedAt });
});
