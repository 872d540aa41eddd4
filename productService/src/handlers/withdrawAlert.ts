import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { withdrawAlertRoute } from '../stockAlert/stockAlertRoutes.ts';
import { withdrawAlert } from '../stockAlert/withdrawAlert.ts';

/** Has the caller not told of a variant any more. */
export const handler = httpHandler(withdrawAlertRoute, async ({ path: { variantId }, caller }) => {
  await withdrawAlert(caller.userId, variantId);
  return respond({ variantId });
});
