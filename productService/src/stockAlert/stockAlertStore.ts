import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { transactOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { AlertKey, StockAlert } from './stockAlert.ts';
import {
  alertKey,
  announcementsKey,
  deletionOf,
  isStill,
  ofCustomer,
  putPlace,
  TableName,
  type TransactItem,
} from './stockAlertRows.ts';

/** Puts a new alert at the end of the line, unless its customer has one for the variant. Returns the one that is there now. */
export const putAlert = async (alert: StockAlert): Promise<StockAlert> => {
  const { conflicts } = await transactOnce([
    {
      Put: {
        TableName,
        Item: { ...alertKey(alert), ...alert },
        ConditionExpression: 'attribute_not_exists(#list)',
        ExpressionAttributeNames: { '#list': 'list' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    putPlace(alert),
  ]);
  return (conflicts[0]?.row as StockAlert | undefined) ?? alert;
};

/** Reads a customer's alert for a variant, consistently. */
export const getAlert = async (customerId: string, variantId: string): Promise<StockAlert | undefined> => {
  const key = alertKey({ customerId, variantId });
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
  return Item as StockAlert | undefined;
};

/** Lists all alerts of a customer, consistently. */
export const listAlertsOf = async (customerId: string): Promise<StockAlert[]> => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: '#list = :list',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': ofCustomer(customerId) },
    }),
  );
  return Items as StockAlert[];
};

/** Deletes an alert that waits, with its place. Returns whether it still waited. */
export const deleteWaiting = async (alert: AlertKey): Promise<boolean> =>
  (await transactOnce(deletionOf(alert))).written;

/** Deletes an announced alert: because its email was sent, or with `unheard`, so that its unit can be announced to somebody else. */
export const deleteAnnounced = async (alert: AlertKey, { unheard }: { unheard: boolean }): Promise<void> => {
  const deletion = { Delete: { TableName, Key: alertKey(alert), ...isStill('announced', alert) } };
  await (unheard ? withUnitBack(alert.variantId, [deletion]) : transactOnce([deletion]));
};

/** Puts an announced alert back to its place in line, because its email was not sent. Returns whether it was still announced. */
export const returnToLine = (alert: StockAlert): Promise<boolean> => {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = isStill('announced', alert);
  return withUnitBack(alert.variantId, [
    {
      Update: {
        TableName,
        Key: alertKey(alert),
        UpdateExpression: 'SET #status = :waiting REMOVE claimedAt',
        ConditionExpression,
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':waiting': 'waiting' },
      },
    },
    putPlace(alert),
  ]);
};

/** Makes the writes, and counts one announced unit less if any is counted. */
const withUnitBack = async (variantId: string, writes: TransactItem[]): Promise<boolean> => {
  const oneLess = {
    Update: {
      TableName,
      Key: announcementsKey(variantId),
      UpdateExpression: 'SET announced = announced - :one, #version = #version + :one',
      ConditionExpression: 'announced >= :one',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':one': 1 },
    },
  };
  const { written, conflicts } = await transactOnce([...writes, oneLess]);
  if (written || conflicts.slice(0, writes.length).some(Boolean)) return written;
  return (await transactOnce(writes)).written;
};

/** How long a claim on an email is valid, in milliseconds: longer than the timeout of the function that sends it. */
const MAIL_LEASE_MS = 60_000;

/**
 * Claims the email of an announced alert, if no other valid claim exists.
 *
 * @returns the alert, and whether this call has the claim
 */
export const claimAlertMail = async (
  alert: AlertKey,
  now: Date,
): Promise<{ isClaimed: boolean; alert: StockAlert | undefined }> => {
  const { ConditionExpression, ExpressionAttributeValues, ...names } = isStill('announced', alert);
  const { written, row } = await updateOnce({
    TableName,
    Key: alertKey(alert),
    UpdateExpression: 'SET claimedAt = :now',
    ConditionExpression: `${ConditionExpression} AND (attribute_not_exists(claimedAt) OR claimedAt < :expired)`,
    ...names,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':now': now.toISOString(),
      ':expired': new Date(now.getTime() - MAIL_LEASE_MS).toISOString(),
    },
  });
  return { isClaimed: written, alert: row as StockAlert | undefined };
};

/** Releases the claim of `claimedAt` after a failed attempt. */
export const releaseAlertMail = async (alert: AlertKey, claimedAt: Date): Promise<void> => {
  const { ConditionExpression, ExpressionAttributeValues, ...names } = isStill('announced', alert);
  await updateOnce({
    TableName,
    Key: alertKey(alert),
    UpdateExpression: 'REMOVE claimedAt',
    ConditionExpression: `${ConditionExpression} AND claimedAt = :claimedAt`,
    ...names,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':claimedAt': claimedAt.toISOString() },
  });
};
