import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { sweepLanes } from '../webhookDelivery/sweepLanes.ts';

/** Every minute: has the lanes of webhooks looked at whose time has come. */
export const handler = eventHandler(async () => ({ swept: await sweepLanes() }));
