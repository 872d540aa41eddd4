import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { placeOrder } from '../checkout/placeOrder.ts';
import { createOrderRoute } from '../order/orderRoutes.ts';

/** Orders one product, without payment. */
export const handler = httpHandler(createOrderRoute, async ({ body, caller, idempotencyKey, headers }) => {
  const language = chooseLanguage(caller.locale, headers['accept-language']);
  const orderId = await placeOrder(caller, body, idempotencyKey, language);
  return respond({ message: 'order placed successfully', orderId });
});
