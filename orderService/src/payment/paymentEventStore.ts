import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';

const { PAYMENT_EVENTS_TABLE } = readEnvironment({ PAYMENT_EVENTS_TABLE: name });

/** How long it is known that an event was taken, in days. The provider gives up sending one after three. */
const KEPT_DAYS = 30;
const DAY_SECONDS = 86_400;

/** Whether all that an event brings about was done before. */
export const isTaken = async (eventId: string): Promise<boolean> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: PAYMENT_EVENTS_TABLE, Key: { eventId }, ConsistentRead: true }),
  );
  return Item !== undefined;
};

/** Notes that all is done. Written last: an event that was taken halfway is taken again. */
export const markTaken = async (eventId: string, type: string, orderId: string): Promise<void> => {
  const now = new Date();
  const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_DAYS * DAY_SECONDS;
  const command = new PutCommand({
    TableName: PAYMENT_EVENTS_TABLE,
    Item: { eventId, type, orderId, takenAt: now.toISOString(), expiresAt },
  });
  await retryConflicts(() => dynamodb.send(command));
};
