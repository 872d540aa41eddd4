import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { transactOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Product } from './product.ts';
import type { ProductChange } from './productChange.ts';
import { changedSkus } from './skuStore.ts';
import { changedStock, movementOf } from './stockStore.ts';
import { updateExpression } from './updateExpression.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/** The result of a conditional update: whether it was made, and the row after it or the one that did not meet the condition. */
export type Updated = { updated: boolean; row: Product | undefined };

/** Updates a product on a condition. @throws DomainError UNAVAILABLE if conflicts with orders' transactions persist */
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

/**
 * Erases who sells a product that is on sale. The seller's id stays: it names nobody once the account is gone.
 *
 * @returns whether the product is on sale
 */
export const eraseSellerOf = async (id: string): Promise<boolean> => {
  const { updated } = await updateProduct(id, {
    UpdateExpression: 'SET email = :none REMOVE #locale, requestHash, appliedPatches',
    ConditionExpression: '#status = :approved',
    ExpressionAttributeNames: { '#status': 'status', '#locale': 'locale' },
    ExpressionAttributeValues: { ':none': '', ':approved': 'approved' },
  });
  return updated;
};

/**
 * Writes a planned change to the row, the stock with its movement, and the SKUs, all or nothing, if the row has not changed since. A change
 * of units alone writes only the stock.
 *
 * @param by the account that makes the change
 * @returns `row` after the update, if nothing else was changed
 */
export const writeChange = async ({ id, sellerId }: Product, change: ProductChange, by?: string): Promise<Updated> => {
  const update = productUpdate(sellerId, change);
  const others = [
    ...changedStock(id, change.stock),
    ...movementOf(id, change.stock, by),
    ...changedSkus(id, change.skus),
  ];
  if (update && others.length === 0) return updateProduct(id, update);
  const { written } = await transactOnce([
    ...others,
    ...(update ? [{ Update: { ...update, TableName, Key: { id } } }] : []),
  ]);
  return { updated: written, row: undefined };
};

/** What changes in a product's row, if it is as expected. */
type RowChange = Pick<ProductChange, 'set' | 'remove' | 'expected'> & Partial<Pick<ProductChange, 'applied'>>;

/** Returns the update of the product's row; `undefined` if the row does not change. */
export const productUpdate = (sellerId: string, change: RowChange) => {
  const parts = [fieldsPart(sellerId, change), keyPart(change)];
  const sets = parts.flatMap(({ sets }) => sets);
  const removes = parts.flatMap(({ removes = [] }) => removes);
  if (sets.length === 0) return undefined;
  return {
    UpdateExpression: updateExpression(sets, removes),
    ConditionExpression: parts.flatMap(({ conditions }) => conditions).join(' AND '),
    ExpressionAttributeNames: Object.assign({}, ...parts.map(({ names = {} }) => names)),
    ExpressionAttributeValues: Object.assign({}, ...parts.map(({ values = {} }) => values)),
  };
};

/** A part of an update expression. */
type Part = {
  sets: string[];
  removes?: string[];
  conditions: string[];
  names?: Record<string, string>;
  values?: Record<string, unknown>;
};

const fieldsPart = (sellerId: string, { set, remove, expected }: RowChange): Part => {
  const written = Object.entries(set).filter(([, value]) => value !== undefined);
  const removed = [...remove, ...Object.keys(set).filter((field) => set[field] === undefined)];
  const present = Object.entries(expected).filter(([, value]) => value !== undefined);
  const absent = Object.keys(expected).filter((field) => expected[field] === undefined);
  return {
    sets: written.map(([field]) => `#${field} = :to_${field}`),
    removes: removed.map((field) => `#${field}`),
    conditions: [
      'sellerId = :seller',
      ...present.map(([field]) => `#${field} = :was_${field}`),
      ...absent.map((field) => `attribute_not_exists(#${field})`),
    ],
    names: Object.fromEntries(
      [...Object.keys({ ...set, ...expected }), ...remove].map((field) => [`#${field}`, field]),
    ),
    values: {
      ':seller': sellerId,
      ...Object.fromEntries(written.map(([field, value]) => [`:to_${field}`, value])),
      ...Object.fromEntries(present.map(([field, value]) => [`:was_${field}`, value])),
    },
  };
};

/** Stores the key in the same write as the change, so that neither exists without the other. */
const keyPart = ({ applied }: RowChange): Part => {
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
