import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { newDelivery } from '../webhookDelivery/delivery.ts';
import { makeDue, readDelivery, recordDelivery } from '../webhookDelivery/deliveryStore.ts';
import { enqueueLanes } from '../webhookDelivery/laneQueue.ts';

/** Has events sent to one endpoint, whether or not it has had them and whatever it wants otherwise. May be repeated. */
export const replayToWebhook = async (webhookId: string, events: readonly OrderEvent[]): Promise<void> => {
  const lanes = new Set<string>();
  for (const event of events) {
    const delivery = newDelivery(webhookId, event, new Date());
    const existing = await readDelivery(webhookId, delivery.id);
    if (existing) await makeDue(existing);
    else await recordDelivery(delivery);
    lanes.add(delivery.lane);
  }
  await enqueueLanes([...lanes]);
};
