import { messageHandler } from '@ecommerce/shared/messageHandler.ts';
import { deliverLane } from '../webhookDelivery/deliverLane.ts';
import { LaneMessage } from '../webhookDelivery/laneQueue.ts';

/** How long a call begins new attempts, in milliseconds. The rest of the function's time is for the last ones. */
const WORK_MS = 40_000;

/** The consumer of the queue of lanes: sends what is due in one. */
export const handler = messageHandler(LaneMessage, async ({ lane }) => {
  await deliverLane(lane, Date.now() + WORK_MS);
  return true;
});
