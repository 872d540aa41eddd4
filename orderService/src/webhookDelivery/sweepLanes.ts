import { readWebhooks } from '../webhooks/webhookStore.ts';
import { lanesOf } from './delivery.ts';
import { requestPendingMails } from './disableWebhook.ts';
import { enqueueLanes } from './laneQueue.ts';
import { isOccupied, readLanes } from './laneStore.ts';

/**
 * Has the lanes looked at whose time has come, also those whose call was cut off, and requests the emails that are missing.
 *
 * @returns the number of lanes
 */
export const sweepLanes = async (): Promise<number> => {
  const { webhooks } = await readWebhooks();
  const lanes = await readLanes(webhooks.flatMap(({ id, disabled }) => (disabled ? [] : lanesOf(id))));
  const now = new Date().toISOString();
  const due = lanes.filter((lane) => (lane.nextAttemptAt ?? '~') <= now && !isOccupied(lane, now));
  await enqueueLanes(due.map(({ id }) => id));
  await requestPendingMails(webhooks);
  return due.length;
};
