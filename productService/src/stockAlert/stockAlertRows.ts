import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { AlertKey, StockAlert } from './stockAlert.ts';

export const { STOCK_ALERTS_TABLE: TableName } = readEnvironment({ STOCK_ALERTS_TABLE: name });

/*
 * The table has three kinds of rows, by `list` and `entry`:
 *   customer#{id}  {variantId}               an alert
 *   variant#{id}   {askedAt}#{customerId}    its place in the line of those who wait for the variant
 *   variant#{id}   #                         what has been announced of the variant; `#` is before any time
 */

/** Returns the `list` of a customer's alerts. */
export const ofCustomer = (customerId: string): string => `customer#${customerId}`;

/** Returns the `list` of those who wait for a variant. */
export const ofVariant = (variantId: string): string => `variant#${variantId}`;

/** Returns the key of an alert. */
export const alertKey = ({ customerId, variantId }: Pick<AlertKey, 'customerId' | 'variantId'>) => ({
  list: ofCustomer(customerId),
  entry: variantId,
});

/** Returns the key of an alert's place in line. */
export const placeKey = ({ customerId, variantId, askedAt }: AlertKey) => ({
  list: ofVariant(variantId),
  entry: `${askedAt}#${customerId}`,
});

/** The `entry` of what has been announced of a variant. */
export const ANNOUNCEMENTS = '#';

/** Returns the key of what has been announced of a variant. */
export const announcementsKey = (variantId: string) => ({ list: ofVariant(variantId), entry: ANNOUNCEMENTS });

/** A write of a transaction. */
export type TransactItem = Parameters<typeof transactOnce>[0][number];

/** Returns the write that puts an alert at its place in line. */
export const putPlace = (alert: StockAlert): TransactItem => {
  const { customerId, productId, askedAt } = alert;
  return { Put: { TableName, Item: { ...placeKey(alert), customerId, productId, askedAt } } };
};

/** Returns the condition, with its names and values, that an alert is still the same. */
export const isStill = (status: StockAlert['status'], { askedAt }: AlertKey) => ({
  ConditionExpression: '#status = :status AND askedAt = :askedAt',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':status': status, ':askedAt': askedAt },
});

/** Returns the writes that delete an alert which waits, with its place. */
export const deletionOf = (alert: AlertKey): TransactItem[] => [
  { Delete: { TableName, Key: alertKey(alert), ...isStill('waiting', alert) } },
  { Delete: { TableName, Key: placeKey(alert) } },
];
