import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { cachedFor } from '@ecommerce/shared/cachedFor.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page, type PageRequest, queryPage } from '@ecommerce/shared/dynamodb.ts';
import { deleteRow, putOnce, transactOnce } from '@ecommerce/shared/writeOnce.ts';
import * as z from 'zod';
import { type DiscountRow, idOfCode } from './discount.ts';

const { DISCOUNTS_TABLE, SETTINGS_SECONDS } = readEnvironment({
  DISCOUNTS_TABLE: name,
  SETTINGS_SECONDS: z.coerce.number().min(0),
});

/** The most automatic discounts: each is looked at for each order. */
export const MAX_AUTOMATIC = 100;

/** Partition keys of the indexes: `byCreation` has all discounts, `automatic` those without a code. */
const ALL = 'all';
const indexKeys = ({ code }: DiscountRow) => ({ list: ALL, ...(code === undefined ? { automatic: ALL } : {}) });

const list = { table: DISCOUNTS_TABLE };

/** All discounts, newest first. */
export const listDiscounts = (page: PageRequest): Promise<Page<DiscountRow>> =>
  queryPage({ ...list, index: 'byCreation', partition: ['list', ALL] }, page);

/** The newest automatic discounts, `MAX_AUTOMATIC` at most. */
export const listAutomaticDiscounts = async (): Promise<DiscountRow[]> => {
  const page = { limit: MAX_AUTOMATIC };
  return (await queryPage<DiscountRow>({ ...list, index: 'automatic', partition: ['automatic', ALL] }, page)).items;
};

/** The same, up to `SETTINGS_SECONDS` old. */
export const currentAutomaticDiscounts: () => Promise<DiscountRow[]> = cachedFor(
  SETTINGS_SECONDS,
  listAutomaticDiscounts,
);

/** A discount as the last write left it. */
export const readDiscount = async (id: string): Promise<DiscountRow | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: DISCOUNTS_TABLE, Key: { id }, ConsistentRead: true }),
  );
  return isDiscount(Item) ? Item : undefined;
};

/** Whether a row is a discount, and not that of an idempotency key. */
const isDiscount = (row: Record<string, unknown> | undefined): row is DiscountRow => row?.usesId !== undefined;

/** The discounts of codes in their normal form, by code, as the last writes left them. */
export const readDiscountsOf = async (codes: string[]): Promise<Map<string, DiscountRow>> => {
  if (codes.length === 0) return new Map();
  const keys = { [DISCOUNTS_TABLE]: codes.map((code) => ({ id: idOfCode(code) })) };
  const { [DISCOUNTS_TABLE]: rows = [] } = await batchGet(keys, { consistent: true });
  return new Map((rows as DiscountRow[]).flatMap((row) => (row.code === undefined ? [] : [[row.code, row] as const])));
};

/**
 * Writes a new discount, and with it a row that remembers which request used an idempotency key.
 *
 * @param keyRowId the id of that row, if there is to be one
 * @returns the discount that stands: this one, or the one that was there before; `keyReused` if another request has used the key
 */
export const createDiscount = async (discount: DiscountRow, keyRowId?: string): Promise<DiscountRow | 'keyReused'> => {
  const put = {
    TableName: DISCOUNTS_TABLE,
    Item: { ...discount, ...indexKeys(discount) },
    ConditionExpression: 'attribute_not_exists(id)',
  };
  if (keyRowId === undefined) {
    const { written, row } = await putOnce(put);
    return written ? discount : (row as DiscountRow);
  }
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD' as const;
  const { requestHash } = discount;
  const keyRow = {
    TableName: DISCOUNTS_TABLE,
    Item: { id: keyRowId, requestHash },
    ConditionExpression: 'attribute_not_exists(id) OR requestHash = :requestHash',
    ExpressionAttributeValues: { ':requestHash': requestHash },
  };
  const { written, conflicts } = await transactOnce([
    { Put: { ...put, ReturnValuesOnConditionCheckFailure } },
    { Put: { ...keyRow, ReturnValuesOnConditionCheckFailure } },
  ]);
  if (written) return discount;
  return conflicts[1] ? 'keyReused' : (conflicts[0]?.row as DiscountRow);
};

/** Replaces a discount, if it is still of the version before. @returns whether it was */
export const replaceDiscount = async (discount: DiscountRow): Promise<boolean> => {
  const { written } = await putOnce({
    TableName: DISCOUNTS_TABLE,
    Item: { ...discount, ...indexKeys(discount) },
    ConditionExpression: '#version = :seen AND usesId = :usesId',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':seen': discount.version - 1, ':usesId': discount.usesId },
  });
  return written;
};

/** Deletes a discount. @returns it, `undefined` if there was none */
export const deleteDiscount = async (id: string): Promise<DiscountRow | undefined> =>
  (await readDiscount(id)) && deleteRow(DISCOUNTS_TABLE, id);
