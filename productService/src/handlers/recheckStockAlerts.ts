import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { recheckStockAlerts } from '../stockAlert/recheckStockAlerts.ts';

/** The time that is kept for the last retry, in milliseconds. */
const SPARE_MS = 30_000;

/** By hand, or with a dead letter (`npm run redrive`): the stock of all variants that anyone waits for is looked at again. */
export const handler = eventHandler(async (_event: unknown, context) => ({
  variants: await recheckStockAlerts(Date.now() + context.getRemainingTimeInMillis() - SPARE_MS),
}));
