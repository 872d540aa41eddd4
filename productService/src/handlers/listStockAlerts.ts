import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listStockAlertsRoute } from '../stockAlert/stockAlertRoutes.ts';
import { listAlertsOf } from '../stockAlert/stockAlertStore.ts';

/** Returns what the caller waits for. */
export const handler = httpHandler(listStockAlertsRoute, async ({ caller }) => {
  const alerts = await listAlertsOf(caller.userId);
  return respond({ alerts: alerts.map(({ variantId, productId, askedAt }) => ({ variantId, productId, askedAt })) });
});
