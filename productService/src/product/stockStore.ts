import { randomUUID } from 'node:crypto';
import { GetCommand, type TransactWriteCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb, type Page, wasWritten } from '@ecommerce/shared/dynamodb.ts';
import { newMovement } from '../movement/stockMovement.ts';
import { putMovement } from '../movement/stockMovementStore.ts';
import { MAX_QUANTITY, type Product, type StockedProduct } from './product.ts';
import { updateExpression } from './updateExpression.ts';

const { STOCK_TABLE: TableName } = readEnvironment({ STOCK_TABLE: name });

/**
 * A row of the table `Stock`: the stock of a variant or, with the product's id as its key, that of a product. A product's first variant has
 * the product's id, so one row describes both.
 */
export type Stock = {
  variantId: string;
  /** Units of the variant that are not reserved. Absent if the product no longer has this variant. */
  available?: number;
  /** Of a product: the units of all its variants. Absent in a row that was written before there were variants: then `available`. */
  units?: number;
  /** Staff are told when the units fall to this number or below. A copy of the variant's, which the table's stream shows. */
  lowStockAt?: number;
  /** Of a variant that is not its product's first: the product. */
  productId?: string;
  /** A new value has the stream's consumer look at the units again. */
  touched?: string;
  /** Of a product: present while it is approved, so that a reservation need not check the product's own row. */
  sellable?: true;
};

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/*
 * Each of these functions returns parts of the transaction that writes the product's row, so that row and stock always agree.
 */

/** Returns the writes of a new product's stock, and of its first movement. It is not on sale yet. */
export const newStock = ({ id, sellerId, createdAt }: Product, available: number): TransactItem[] => [
  { Put: { TableName, Item: { variantId: id, available, units: available } satisfies Stock } },
  putMovement(
    newMovement(
      { productId: id, variantId: id, delta: available, kind: 'initial', by: sellerId, at: createdAt },
      'initial',
    ),
  ),
];

/** Returns the update that puts a product's stock on sale. */
export const stockOnSale = (productId: string): TransactItem => ({
  Update: {
    ...ofVariant(productId),
    UpdateExpression: 'SET sellable = :true',
    ConditionExpression: 'attribute_exists(variantId)',
    ExpressionAttributeValues: { ':true': true },
  },
});

/** Returns the update that takes a product's stock off sale. */
export const stockOffSale = (productId: string): TransactItem =>
  changedProductStock(productId, { units: 0, offSale: true });

/** How a change of a product affects its stock. */
export type StockChange = {
  variantId: string;
  /** Units of the variant to add. A difference, so that sales in the meantime are not overwritten. */
  quantityChange: number;
  /** Whether the product goes off sale. */
  offSale: boolean;
  /** Whether the product goes on sale; not together with a change of units. */
  onSale?: boolean;
  /** Whether the variant is new, with `quantityChange` units, or goes, with all of its units. */
  variant?: 'added' | 'removed';
  /** The variant's new threshold for low stock; `null`: none. */
  lowStockAt?: number | null;
  /** Why, in words. */
  reason?: string;
  /** The variant's units that the change was planned for, if it depends on them. */
  seen?: number;
};

/**
 * Returns the updates that add units to a variant, take its product off sale, or both, or put it on sale; none if nothing changes. A variant's stock stays
 * between 0 and `MAX_QUANTITY`.
 */
export const changedStock = (productId: string, change: StockChange): TransactItem[] => {
  const { variantId, quantityChange, offSale } = change;
  const isSame = quantityChange === 0 && change.lowStockAt === undefined && change.variant === undefined;
  if (isSame && change.onSale) return [stockOnSale(productId)];
  if (isSame) return offSale ? [stockOffSale(productId)] : [];
  if (variantId === productId) return [changedFirstStock(productId, change)];
  return [
    changedVariantStock(productId, change),
    ...(quantityChange === 0 && !offSale ? [] : [changedProductStock(productId, { units: quantityChange, offSale })]),
  ];
};

/** Returns the write of a change's movement; none if no unit moves. @param by the account that makes the change */
export const movementOf = (
  productId: string,
  { variantId, quantityChange: delta, variant, reason }: StockChange,
  by: string | undefined,
): TransactItem[] => {
  if (delta === 0) return [];
  const kind = variant === 'added' ? 'initial' : 'adjustment';
  const at = new Date().toISOString();
  return [putMovement(newMovement({ productId, variantId, delta, kind, reason, by, at }))];
};

/** Returns the update of a variant that has a row of its own. */
const changedVariantStock = (productId: string, change: StockChange): TransactItem => {
  const { variantId, quantityChange, variant } = change;
  if (variant === 'added') {
    const { lowStockAt } = change;
    const threshold = typeof lowStockAt === 'number' ? { lowStockAt } : {};
    const Item: Stock = { variantId, productId, available: quantityChange, ...threshold };
    return { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(variantId)' } };
  }
  if (variant === 'removed') {
    return {
      Delete: {
        ...ofVariant(variantId),
        ConditionExpression: 'available = :seen',
        ExpressionAttributeValues: { ':seen': -quantityChange },
      },
    };
  }
  const { sets, removes } = thresholdPart(change);
  return {
    Update: {
      ...ofVariant(variantId),
      UpdateExpression: updateExpression(['available = available + :change', ...sets], removes),
      ...withinBounds(change),
    },
  };
};

/** Returns the update of the first variant and its product, which share a row. */
const changedFirstStock = (productId: string, change: StockChange): TransactItem => {
  const { quantityChange, offSale, variant } = change;
  const isRemoved = variant === 'removed';
  const threshold = thresholdPart(change);
  const sets = [...(isRemoved ? [] : ['available = available + :change']), ADD_UNITS, ...threshold.sets];
  const removes = [...(isRemoved ? ['available', 'lowStockAt'] : threshold.removes), ...(offSale ? ['sellable'] : [])];
  return {
    Update: {
      ...ofVariant(productId),
      UpdateExpression: updateExpression(sets, removes),
      ...(isRemoved
        ? {
            ConditionExpression: 'available = :seen',
            ExpressionAttributeValues: { ':change': quantityChange, ':seen': -quantityChange },
          }
        : withinBounds(change)),
    },
  };
};

/** Returns what changes a variant's threshold, if it changes. */
const thresholdPart = ({ lowStockAt }: StockChange): { sets: string[]; removes: string[] } => {
  if (lowStockAt === undefined) return { sets: [], removes: [] };
  return lowStockAt === null ? { sets: [], removes: ['lowStockAt'] } : { sets: ['lowStockAt = :low'], removes: [] };
};

const withinBounds = (change: StockChange) => {
  const { ConditionExpression, ExpressionAttributeValues } = boundsOf(change);
  const { lowStockAt } = change;
  const threshold = typeof lowStockAt === 'number' ? { ':low': lowStockAt } : {};
  return { ConditionExpression, ExpressionAttributeValues: { ...ExpressionAttributeValues, ...threshold } };
};

const boundsOf = ({ quantityChange: change, seen }: StockChange) =>
  seen === undefined
    ? {
        ConditionExpression: change < 0 ? 'available >= :bound' : 'available <= :bound',
        ExpressionAttributeValues: { ':change': change, ':bound': change < 0 ? -change : MAX_QUANTITY - change },
      }
    : {
        ConditionExpression: 'available = :seen',
        ExpressionAttributeValues: { ':change': change, ':seen': seen },
      };

/** Adds `:change` to a product's units. */
const ADD_UNITS = 'units = if_not_exists(units, available) + :change';

/** Returns the update that adds to a product's units, takes it off sale, or both. */
const changedProductStock = (productId: string, { units, offSale }: { units: number; offSale: boolean }) => ({
  Update: {
    ...ofVariant(productId),
    UpdateExpression: [...(units === 0 ? [] : [`SET ${ADD_UNITS}`]), ...(offSale ? ['REMOVE sellable'] : [])].join(' '),
    ConditionExpression: 'attribute_exists(variantId)',
    ...(units === 0 ? {} : { ExpressionAttributeValues: { ':change': units } }),
  },
});

/** Returns the delete of a product's stock. That of further variants is deleted later: without the product's none of them can be sold. */
export const noStock = (productId: string): TransactItem => ({ Delete: ofVariant(productId) });

/** Returns the keys of products' stock, for reading it together with the products. */
export const stockKeys = (ids: readonly string[]) => ({
  [TableName]: [...new Set(ids)].map((variantId) => ({ variantId })),
});

/** Returns the units of all variants that a product's row counts. */
const unitsIn = ({ units, available = 0 }: Stock): number => units ?? available;

/** Adds the stock in `rows` to products. A product that was deleted in the meantime has none. */
export const withStockOf = <P extends Product>(
  products: P[],
  rows: Record<string, Record<string, unknown>[]>,
): StockedProduct<P>[] => {
  const units = new Map(((rows[TableName] ?? []) as Stock[]).map((stock) => [stock.variantId, unitsIn(stock)]));
  return products.map((product) => ({ ...product, quantity: units.get(product.id) ?? 0 }));
};

/** Adds the current stock to a page of products. */
export const withStock = async <P extends Product>({ items, ...page }: Page<P>): Promise<Page<StockedProduct<P>>> => ({
  ...page,
  items: withStockOf(items, await batchGet(stockKeys(items.map(({ id }) => id)))),
});

/** Reads the units of a product's variants, by their ids. Those that are in `rows` already are not read again. */
export const availableUnits = async (
  variantIds: string[],
  rows: Record<string, Record<string, unknown>[]>,
  options: { consistent?: boolean },
): Promise<Map<string, number>> => {
  const known = new Map(((rows[TableName] ?? []) as Stock[]).map((stock) => [stock.variantId, stock]));
  const others = variantIds.filter((id) => !known.has(id));
  const more = others.length > 0 ? await batchGet(stockKeys(others), options) : {};
  for (const stock of (more[TableName] ?? []) as Stock[]) known.set(stock.variantId, stock);
  return new Map(variantIds.map((id) => [id, known.get(id)?.available ?? 0]));
};

/** Reads the stock of a variant, consistently. */
export const readStock = async (variantId: string): Promise<Stock | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ ...ofVariant(variantId), ConsistentRead: true }));
  return Item as Stock | undefined;
};

/** Returns the id of the product that has a variant; `undefined` if there is no such variant. */
export const productOfVariant = async (variantId: string): Promise<string | undefined> => {
  const stock = await readStock(variantId);
  return stock && (stock.productId ?? variantId);
};

/** Returns the units of a variant that can be bought now: none while its product is off sale. */
export const readSellableUnits = async (variantId: string, productId: string): Promise<number> => {
  const rows = (await batchGet(stockKeys([variantId, productId]), { consistent: true }))[TableName] as Stock[];
  const stockOf = (id: string) => rows.find((row) => row.variantId === id);
  return stockOf(productId)?.sellable ? (stockOf(variantId)?.available ?? 0) : 0;
};

/** Reads the units of products that are on sale, of all their variants; others are missing. */
export const readUnitsOnSale = async (productIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = (await batchGet(stockKeys(productIds)))[TableName] as Stock[];
  return new Map(rows.filter(({ sellable }) => sellable).map((stock) => [stock.variantId, unitsIn(stock)]));
};

/** Sends the stock of a variant through the table's stream again. Returns whether the variant exists. */
export const touchStock = (variantId: string): Promise<boolean> =>
  wasWritten(
    retryConflicts(() =>
      dynamodb.send(
        new UpdateCommand({
          ...ofVariant(variantId),
          UpdateExpression: 'SET touched = :now',
          ConditionExpression: 'attribute_exists(available)',
          ExpressionAttributeValues: { ':now': randomUUID() },
        }),
      ),
    ),
  );

const ofVariant = (variantId: string) => ({ TableName, Key: { variantId } });
