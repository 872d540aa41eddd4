import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { transactOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { AlertKey, Announcements, StockAlert } from './stockAlert.ts';
import {
  ANNOUNCEMENTS,
  alertKey,
  announcementsKey,
  deletionOf,
  isStill,
  ofVariant,
  placeKey,
  TableName,
  type TransactItem,
} from './stockAlertRows.ts';

/** A customer's place in line. */
export type Waiting = Pick<StockAlert, 'customerId' | 'productId' | 'askedAt'>;

/** Attempts to delete a part of a line while others leave it. */
const ATTEMPTS = 10;

/** The most alerts that one transaction announces or deletes: two rows of each, and one of the variant. */
const PLACES = 49;

/** What was announced of a variant, and who waits for it, the first in line first. */
export type Line = { announcements: Announcements | undefined; waiting: Waiting[] };

/** Reads the beginning of a variant's line, consistently. */
export const readLine = async (variantId: string): Promise<Line> => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: '#list = :list',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': ofVariant(variantId) },
      Limit: PLACES + 1,
    }),
  );
  const announcements = Items.find(({ entry }) => entry === ANNOUNCEMENTS);
  const waiting = Items.filter(({ entry }) => entry !== ANNOUNCEMENTS).slice(0, PLACES);
  return { announcements: announcements as Announcements | undefined, waiting: waiting as Waiting[] };
};

/**
 * Records what is announced of a variant, and takes those who are told out of the line, all or nothing.
 *
 * @param before as read; `undefined` if there was none
 * @returns whether nothing has changed since
 */
export const writeAnnouncements = async (
  variantId: string,
  before: Announcements | undefined,
  { told, ...after }: Pick<Announcements, 'announced' | 'sequence'> & { told: Waiting[] },
): Promise<boolean> => {
  const unsent = told.map(({ customerId, askedAt }) => ({ customerId, askedAt }));
  const announcements: Announcements = { ...after, unsent, version: (before?.version ?? 0) + 1 };
  const { written } = await transactOnce([
    { Put: { TableName, Item: { ...announcementsKey(variantId), ...announcements }, ...isVersion(before) } },
    ...told.flatMap((waiting) => announcementOf({ ...waiting, variantId })),
  ]);
  return written;
};

const announcementOf = (alert: AlertKey): TransactItem[] => {
  const { ExpressionAttributeValues, ...condition } = isStill('waiting', alert);
  return [
    {
      Update: {
        TableName,
        Key: alertKey(alert),
        UpdateExpression: 'SET #status = :announced',
        ...condition,
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':announced': 'announced' },
      },
    },
    { Delete: { TableName, Key: placeKey(alert) } },
  ];
};

const isVersion = (before: Announcements | undefined) =>
  before
    ? {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': before.version },
      }
    : { ConditionExpression: 'attribute_not_exists(#list)', ExpressionAttributeNames: { '#list': 'list' } };

/** Records that the emails of `before.unsent` have been requested, unless more was announced since. */
export const markRequested = async (variantId: string, before: Announcements): Promise<void> => {
  await updateOnce({
    TableName,
    Key: announcementsKey(variantId),
    UpdateExpression: 'SET unsent = :none, #version = :version + :one',
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':none': [], ':version': before.version, ':one': 1 },
  });
};

/** Deletes everyone's alerts for a variant that is gone, and what was announced of it. */
export const deleteLine = async (variantId: string): Promise<void> => {
  for (let failures = 0; failures < ATTEMPTS; ) {
    const { announcements, waiting } = await readLine(variantId);
    const ofLine = announcements ? [{ Delete: { TableName, Key: announcementsKey(variantId) } }] : [];
    const writes = [...waiting.flatMap((place) => deletionOf({ ...place, variantId })), ...ofLine];
    if (writes.length === 0) return;
    const { written } = await transactOnce(writes);
    failures = written ? 0 : failures + 1; // somebody has withdrawn an alert since it was read
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing this at the same time: try again.');
};

/**
 * Lists variants that anyone waits for or that emails were not requested for.
 *
 * @param cursor of the page before
 */
export const listAwaited = async (
  cursor?: Record<string, unknown>,
): Promise<{ variantIds: string[]; nextCursor: Record<string, unknown> | undefined }> => {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new ScanCommand({
      TableName,
      FilterExpression: 'begins_with(#list, :variant) AND (entry <> :announcements OR size(unsent) > :none)',
      ProjectionExpression: '#list',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':variant': ofVariant(''), ':announcements': ANNOUNCEMENTS, ':none': 0 },
      ExclusiveStartKey: cursor,
    }),
  );
  const variantIds = new Set(Items.map(({ list }) => String(list).slice(ofVariant('').length)));
  return { variantIds: [...variantIds], nextCursor: LastEvaluatedKey };
};
