import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { transactOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Product } from './product.ts';
import type { ProductChange } from './productChange.ts';
import { changedStock } from './stockStore.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/** Whether a conditional update was done, and the row after it, or the one that did not meet the condition. */
export type Updated = { updated: boolean; row: Product | undefined };

/** One conditional update. @throws DomainError UNAVAILABLE while orders' transactions hold the product */
export const updateProduct = async (
  id: string,
  change: Omit<Parameters<typeof updateOnce>[0], 'TableName' | 'Key'>,
): Promise<Updated> => {
  const { written, row } = await updateOnce({
    ExpressionAttributeNames: { '#status': 'status' },
    ...change,
    TableName,
    Key: { id },
  });
  return { updated: written, row: row as Product | undefined };
};

/** Makes a product on sale pass through the table's stream once more. Answers whether it is on sale. */
export const touchProduct = async (id: string, now: Date): Promise<boolean> => {
  const { updated } = await updateProduct(id, {
    UpdateExpression: 'SET reindexedAt = :now',
    ConditionExpression: '#status = :approved',
    ExpressionAttributeValues: { ':now': now.toISOString(), ':approved': 'approved' },
  });
  return updated;
};

/**
 * Writes a change that was planned on a row, if that row still stands, and what it changes on the stock, both or neither. Units alone
 * are a matter of the stock alone.
 *
 * @returns `row`: after an update that left the stock alone
 */
export const writeChange = async ({ id, sellerId }: Product, change: ProductChange): Promise<Updated> => {
  const update = productUpdate(sellerId, change);
  const isStockChanged = change.quantityChange !== 0 || change.offSale;
  if (update && !isStockChanged) return updateProduct(id, update);
  const { written } = await transactOnce([
    ...(isStockChanged ? [changedStock(id, change)] : []),
    ...(update ? [{ Update: { ...update, TableName, Key: { id } } }] : []),
  ]);
  return { updated: written, row: undefined };
};

/** The update of the product's row; `undefined` where nothing of it changes. */
const productUpdate = (sellerId: string, change: ProductChange) => {
  const parts = [fieldsPart(sellerId, change), keyPart(change)];
  const sets = parts.flatMap(({ sets }) => sets);
  const removes = parts.flatMap(({ removes = [] }) => removes);
  if (sets.length === 0) return undefined;
  return {
    UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ConditionExpression: parts.flatMap(({ conditions }) => conditions).join(' AND '),
    ExpressionAttributeNames: Object.assign({}, ...parts.map(({ names = {} }) => names)),
    ExpressionAttributeValues: Object.assign({}, ...parts.map(({ values = {} }) => values)),
  };
};

/** What one concern adds to an update. */
type Part = {
  sets: string[];
  removes?: string[];
  conditions: string[];
  names?: Record<string, string>;
  values?: Record<string, unknown>;
};

const fieldsPart = (sellerId: string, { set, remove, expected }: ProductChange): Part => ({
  sets: Object.keys(set).map((field) => `#${field} = :to_${field}`),
  removes: remove.map((field) => `#${field}`),
  conditions: ['sellerId = :seller', ...Object.keys(expected).map((field) => `#${field} = :was_${field}`)],
  names: Object.fromEntries([...Object.keys({ ...set, ...expected }), ...remove].map((field) => [`#${field}`, field])),
  values: {
    ':seller': sellerId,
    ...Object.fromEntries(Object.entries(set).map(([field, value]) => [`:to_${field}`, value])),
    ...Object.fromEntries(Object.entries(expected).map(([field, value]) => [`:was_${field}`, value])),
  },
});

/** The key is remembered by the same write: there is no moment in which the change is made and the key unknown. */
const keyPart = ({ applied }: ProductChange): Part => {
  if (applied === undefined) return { sets: [], conditions: [] };
  const { key, entry, forget, first } = applied;
  if (first) {
    return {
      sets: ['appliedPatches = :applied'],
      conditions: ['attribute_not_exists(appliedPatches)'],
      values: { ':applied': { [key]: entry } },
    };
  }
  return {
    sets: ['appliedPatches.#key = :applied'],
    removes: forget.map((_, index) => `appliedPatches.#old${index}`),
    conditions: ['attribute_not_exists(appliedPatches.#key)'],
    names: { '#key': key, ...Object.fromEntries(forget.map((old, index) => [`#old${index}`, old])) },
    values: { ':applied': entry },
  };
};
