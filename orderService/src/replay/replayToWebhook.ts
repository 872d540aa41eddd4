import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { newDelivery } from '../webhookDelivery/delivery.ts';
import { recordReplay } from '../webhookDelivery/deliveryStore.ts';
import { enqueueLanes } from '../webhookDelivery/laneQueue.ts';
import { markLane } from '../webhookDelivery/laneStore.ts';

/**
 * Has events sent to one endpoint, whether or not it has had them and whatever it wants otherwise; those that it is still being sent are
 * left alone. May be repeated: each run sends an event once.
 */
export const replayToWebhook = async (
  webhookId: string,
  events: readonly OrderEvent[],
  replayId: string,
): Promise<void> => {
  const deliveries = events.map((event) => newDelivery(webhookId, event, new Date()));
  const ofOrders = [...Map.groupBy(deliveries, ({ subject }) => subject).values()];
  await Promise.all(
    ofOrders.map(async (ofOrder) => {
      for (const delivery of ofOrder) await recordReplay(delivery, replayId); // earliest first: so they are sent
    }),
  );
  const lanes = [...new Set(deliveries.map(({ lane }) => lane))];
  await Promise.all(lanes.map(markLane));
  await enqueueLanes(lanes);
};
