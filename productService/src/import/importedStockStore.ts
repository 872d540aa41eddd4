import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { Stock } from '../product/stockStore.ts';
import type { ImportedStock } from './planImport.ts';

const { STOCK_TABLE: TableName } = readEnvironment({ STOCK_TABLE: name });

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What an import writes of a product's stock at once. */
type StockOfImport = { stock: ImportedStock[]; isNew: boolean; offSale: boolean };

/**
 * Returns the writes that change the stock of several variants of a product, each once: the product's row counts the units of all of them.
 * Units that have changed since they were read make the transaction fail.
 */
export const importedStock = (productId: string, { stock, isNew, offSale }: StockOfImport): TransactItem[] => {
  const first = stock.find(({ variantId }) => variantId === productId);
  const others = stock.filter((change) => change !== first).map((change) => variantWrite(productId, change));
  const units = stock.reduce((sum, { delta }) => sum + delta, 0);
  if (isNew)
    return [{ Put: { TableName, Item: newRow(productId, units, first), ConditionExpression: ABSENT } }, ...others];
  const isSame = first === undefined && units === 0 && !offSale;
  return isSame ? others : [productWrite(productId, { first, units, offSale }), ...others];
};

const ABSENT = 'attribute_not_exists(variantId)';

const newRow = (variantId: string, units: number, first: ImportedStock | undefined): Stock => ({
  ...{ variantId, units },
  ...(first === undefined ? {} : { available: first.delta, ...thresholdOf(first) }),
});

const thresholdOf = ({ lowStockAt }: ImportedStock): Pick<Stock, 'lowStockAt'> =>
  typeof lowStockAt === 'number' ? { lowStockAt } : {};

const variantWrite = (productId: string, change: ImportedStock): TransactItem => {
  const { variantId, delta, seen } = change;
  if (seen === undefined) {
    const Item: Stock = { variantId, productId, available: delta, ...thresholdOf(change) };
    return { Put: { TableName, Item, ConditionExpression: ABSENT } };
  }
  const parts = variantParts(change);
  return {
    Update: {
      TableName,
      Key: { variantId },
      UpdateExpression: expressionOf(parts),
      ConditionExpression: parts.condition,
      ExpressionAttributeValues: { ...parts.values },
    },
  };
};

/** Parts of the update of a row. */
type Parts = { sets: string[]; removes: string[]; condition: string; values: Record<string, unknown> };

const expressionOf = ({ sets, removes }: Pick<Parts, 'sets' | 'removes'>): string =>
  [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ].join(' ');

/** Returns what changes a variant's units and threshold. The units are set, or a variant that had gone comes back. */
const variantParts = (change: ImportedStock): Parts => {
  const { delta, seen, lowStockAt } = change;
  const isMoved = seen === undefined || delta !== 0;
  return {
    sets: [
      ...(isMoved ? ['available = :available'] : []),
      ...(typeof lowStockAt === 'number' ? ['lowStockAt = :low'] : []),
    ],
    removes: lowStockAt === null ? ['lowStockAt'] : [],
    condition:
      seen === undefined
        ? 'attribute_not_exists(available)'
        : isMoved
          ? 'available = :seen'
          : 'attribute_exists(available)',
    values: {
      ...(isMoved ? { ':available': (seen ?? 0) + delta } : {}),
      ...(isMoved && seen !== undefined ? { ':seen': seen } : {}),
      ...(typeof lowStockAt === 'number' ? { ':low': lowStockAt } : {}),
    },
  };
};

const productWrite = (
  productId: string,
  { first, units, offSale }: { first: ImportedStock | undefined; units: number; offSale: boolean },
): TransactItem => {
  const variant: Parts = first ? variantParts(first) : { sets: [], removes: [], condition: '', values: {} };
  const sets = [...variant.sets, ...(units === 0 ? [] : ['units = if_not_exists(units, available) + :units'])];
  const removes = [...variant.removes, ...(offSale ? ['sellable'] : [])];
  const values = { ...variant.values, ...(units === 0 ? {} : { ':units': units }) };
  return {
    Update: {
      TableName,
      Key: { variantId: productId },
      UpdateExpression: expressionOf({ sets, removes }),
      ConditionExpression: ['attribute_exists(variantId)', ...(variant.condition ? [variant.condition] : [])].join(
        ' AND ',
      ),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    },
  };
};
