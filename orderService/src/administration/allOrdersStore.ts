import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { foldName, LIST_SHARDS, listKey, listShard, nameInitial } from '../order/listKeys.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** An order, and its position among all others. */
export type Entry = { orderId: string; listKey: string };

/** Positions between which orders are listed, both included, and with the last one all of the same time. */
export type Range = { from: string; to: string };

/** The month in which the first order of any shop can have been placed. */
const FIRST_MONTH = '2026-01';

/**
 * Lists all orders, newest first, as far as the reader asks: month by month, the partitions of a month merged.
 *
 * @param pageSize how many entries one query reads
 */
export const entriesOf = async function* ({ from, to }: Range, pageSize: number): AsyncGenerator<Entry> {
  for (const month of monthsBetween(from, to)) {
    yield* merged(
      LIST_SHARDS.map((shard) => {
        const values = { ':partition': listShard(month, shard), ':from': from, ':to': to };
        return byTime('byMonth', 'listShard = :partition AND createdAt BETWEEN :from AND :to', values, pageSize);
      }),
    );
  }
};

/** Lists the orders of an email address, newest first. */
export const entriesOfEmail = ({ from, to }: Range, email: string, pageSize: number): AsyncGenerator<Entry> =>
  byTime(
    'byEmail',
    'email = :email AND createdAt BETWEEN :from AND :to',
    { ':email': email, ':from': from, ':to': to },
    pageSize,
  );

/** Finds the order of a number. */
export const entriesOfNumber = (number: string): AsyncGenerator<{ orderId: string }> =>
  query<{ orderId: string }>('byNumber', '#number = :number', { ':number': number }, 1, { '#number': 'number' });

/** The characters of a `listKey`: a time, a separator and an id. */
const LIST_KEY_LENGTH = 24 + 1 + 36;

/**
 * Finds the orders whose addressee's name begins with some text, in no particular order.
 *
 * @param max after how many orders it stops
 */
export const findByName = async (beginning: string, max: number): Promise<Entry[]> => {
  const folded = foldName(beginning);
  if (folded === '') return []; // marks alone begin no name
  const values = { ':initial': nameInitial(folded), ':beginning': folded };
  const found: Entry[] = [];
  const condition = 'nameInitial = :initial AND begins_with(nameKey, :beginning)';
  for await (const { orderId, nameKey } of query<{ orderId: string; nameKey: string }>(
    'byName',
    condition,
    values,
    max,
  )) {
    found.push({ orderId, listKey: nameKey.slice(-LIST_KEY_LENGTH) });
    if (found.length === max) break;
  }
  return found;
};

/** Reads an index that is sorted by time. It leaves open in which order orders of the same time come: they are sorted by id here. */
const byTime = async function* (...index: Parameters<typeof query>): AsyncGenerator<Entry> {
  let tied: Entry[] = [];
  let time = '';
  for await (const order of query<{ orderId: string; createdAt: string }>(...index)) {
    if (order.createdAt !== time) {
      yield* latestFirst(tied);
      tied = [];
    }
    time = order.createdAt;
    tied.push({ orderId: order.orderId, listKey: listKey(order) });
  }
  yield* latestFirst(tied);
};

const latestFirst = (entries: Entry[]): Entry[] =>
  entries.toSorted((one, other) => (one.listKey < other.listKey ? 1 : -1));

const query = async function* <Item>(
  IndexName: string,
  KeyConditionExpression: string,
  ExpressionAttributeValues: Record<string, string>,
  Limit: number,
  ExpressionAttributeNames?: Record<string, string>,
): AsyncGenerator<Item> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        ...{ TableName: ORDERS_TABLE, IndexName, KeyConditionExpression, ExpressionAttributeValues, Limit },
        ...{ ScanIndexForward: false, ExclusiveStartKey, ExpressionAttributeNames },
      }),
    );
    yield* Items as Item[];
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
};

/** Merges lists that are each sorted, the latest entries first. */
const merged = async function* (lists: AsyncGenerator<Entry>[]): AsyncGenerator<Entry> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    const open = heads.filter(({ head }) => !head.done);
    const [first] = open.toSorted((one, other) => (one.head.value.listKey < other.head.value.listKey ? 1 : -1));
    if (!first) return;
    yield first.head.value;
    first.head = await first.list.next();
  }
};

/** The months between two positions, the latest first. */
const monthsBetween = function* (from: string, to: string): Generator<string> {
  const now = new Date().toISOString().slice(0, 7);
  const [last = now] = [to.slice(0, 7), now].toSorted();
  const [, first = FIRST_MONTH] = [from.slice(0, 7), FIRST_MONTH].toSorted();
  for (let month = last; month >= first; ) {
    yield month;
    const [year = 0, number = 0] = month.split('-').map(Number);
    month = number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
  }
};
