import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page } from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { type Attempt, type Delivery, laneOfDelivery, lanesOf, withAttempt } from './delivery.ts';

const { WEBHOOK_DELIVERIES_TABLE } = readEnvironment({ WEBHOOK_DELIVERIES_TABLE: name });

/** Writes a delivery, unless its event arrived before. */
export const recordDelivery = async (delivery: Delivery): Promise<void> => {
  await putOnce({
    TableName: WEBHOOK_DELIVERIES_TABLE,
    Item: delivery,
    ConditionExpression: 'attribute_not_exists(id)',
  });
};

/**
 * Has a delivery sent again, as what it is now, or for the first time: once for each run of a replay, however often this is called. One
 * that is still to be sent stays as it is.
 */
export const recordReplay = async (delivery: Delivery, replayId: string): Promise<void> => {
  const { lane, id, attempts, createdAt, ...fields } = { ...delivery, replayId };
  const entries = Object.entries(fields);
  await updateOnce({
    TableName: WEBHOOK_DELIVERIES_TABLE,
    Key: { lane, id },
    UpdateExpression: `SET attempts = if_not_exists(attempts, :attempts), createdAt = if_not_exists(createdAt, :createdAt), ${entries
      .map(([name]) => `#${name} = :${name}`)
      .join(', ')} REMOVE nextAttemptAt, firstAttemptAt, deliveredAt`,
    ConditionExpression:
      'attribute_not_exists(id) OR (#status <> :status AND (attribute_not_exists(replayId) OR replayId <> :replayId))',
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
      ...{ ':attempts': attempts, ':createdAt': createdAt },
    },
  });
};

/** What the index tells of a delivery that is to be sent. */
export type Undelivered = Pick<Delivery, 'lane' | 'id' | 'subject' | 'nextAttemptAt' | 'urgent'>;

/** The position at which a page of them ended. */
type Position = Record<string, unknown>;

/** Finds what is to be sent in a lane, in the order of the events: up to 200, and `next` if there is more. */
export const findUndelivered = async (
  lane: string,
  after?: Position,
): Promise<{ deliveries: Undelivered[]; next?: Position }> => {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: WEBHOOK_DELIVERIES_TABLE,
      IndexName: 'undelivered',
      KeyConditionExpression: 'lane = :lane',
      ExpressionAttributeValues: { ':lane': lane },
      Limit: 200,
      ...(after ? { ExclusiveStartKey: after } : {}),
    }),
  );
  return { deliveries: Items as Undelivered[], ...(LastEvaluatedKey ? { next: LastEvaluatedKey } : {}) };
};

/** Reads deliveries as the last writes left them; those that exist no more are left out. */
export const readDeliveries = async (keys: Pick<Delivery, 'lane' | 'id'>[]): Promise<Delivery[]> => {
  if (keys.length === 0) return [];
  const rows = await batchGet(
    { [WEBHOOK_DELIVERIES_TABLE]: keys.map(({ lane, id }) => ({ lane, id })) },
    { consistent: true },
  );
  return (rows[WEBHOOK_DELIVERIES_TABLE] ?? []) as Delivery[];
};

/** Reads a delivery of an endpoint. */
export const readDelivery = async (webhookId: string, id: string): Promise<Delivery | undefined> => {
  const lane = laneOfDelivery(webhookId, id);
  if (lane === undefined) return undefined;
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: WEBHOOK_DELIVERIES_TABLE, Key: { lane, id }, ConsistentRead: true }),
  );
  return Item as Delivery | undefined;
};

/** What becomes of a delivery after an attempt: it is over, or attempted again at that time (ISO 8601). */
export type Outcome = { status: 'delivered' | 'failed' } | { status: 'pending'; nextAttemptAt: string };

/** Records an attempt and what becomes of the delivery, unless it is gone, or was since to be sent again. */
export const recordAttempt = async (delivery: Delivery, attempt: Attempt, outcome: Outcome): Promise<void> => {
  const { lane, id, firstAttemptAt = attempt.at, replayId } = delivery;
  const isOver = outcome.status !== 'pending';
  const removes = isOver ? 'undelivered, nextAttemptAt, urgent' : 'urgent';
  await updateOnce({
    TableName: WEBHOOK_DELIVERIES_TABLE,
    Key: { lane, id },
    UpdateExpression: `SET #status = :status, attempts = :attempts, firstAttemptAt = :first${
      isOver ? '' : ', nextAttemptAt = :next'
    }${outcome.status === 'delivered' ? ', deliveredAt = :at' : ''} REMOVE ${removes}`,
    ConditionExpression: `attribute_exists(id) AND ${
      replayId === undefined ? 'attribute_not_exists(replayId)' : 'replayId = :replayId'
    }`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...(replayId === undefined ? {} : { ':replayId': replayId }),
      ...{ ':status': outcome.status, ':attempts': withAttempt(delivery, attempt), ':first': firstAttemptAt },
      ...(outcome.status === 'pending' ? { ':next': outcome.nextAttemptAt } : {}),
      ...(outcome.status === 'delivered' ? { ':at': attempt.at } : {}),
    },
  });
};

/** Makes a delivery due at once, also one that is over. @returns it as it is now; `undefined` if it is gone */
export const makeDue = async ({ lane, id }: Pick<Delivery, 'lane' | 'id'>): Promise<Delivery | undefined> => {
  const { written, row } = await updateOnce({
    TableName: WEBHOOK_DELIVERIES_TABLE,
    Key: { lane, id },
    UpdateExpression:
      'SET #status = :pending, undelivered = :id, urgent = :urgent REMOVE nextAttemptAt, firstAttemptAt, deliveredAt',
    ConditionExpression: 'attribute_exists(id)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':pending': 'pending', ':id': id, ':urgent': true },
  });
  return written ? (row as Delivery) : undefined;
};

type Part = { deliveries: Delivery[]; isCut: boolean };

/**
 * Lists the deliveries of an endpoint, newest events first: one query of each lane.
 *
 * @param before the id of the last delivery of the page before
 */
export const listDeliveries = async (webhookId: string, limit: number, before?: string): Promise<Page<Delivery>> => {
  const parts = await Promise.all(lanesOf(webhookId).map((lane) => readPart(lane, limit, before)));
  // Below the last delivery of a part that goes on, others may come first
  const ends = parts.flatMap(({ deliveries, isCut }) => (isCut ? (deliveries.at(-1)?.id ?? []) : []));
  const floor = ends.sort().at(-1) ?? '';
  const all = parts
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ id }) => id >= floor)
    .sort((one, other) => (one.id < other.id ? 1 : -1));
  const items = all.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(last && (floor !== '' || all.length > limit) ? { nextCursor: last.id } : {}) };
};

const readPart = async (lane: string, limit: number, before: string | undefined): Promise<Part> => {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: WEBHOOK_DELIVERIES_TABLE,
      KeyConditionExpression: before === undefined ? 'lane = :lane' : 'lane = :lane AND id < :before',
      ExpressionAttributeValues: { ':lane': lane, ...(before === undefined ? {} : { ':before': before }) },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return { deliveries: Items as Delivery[], isCut: LastEvaluatedKey !== undefined };
};
