import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { Page } from '@ecommerce/shared/dynamodb.ts';
import { MAX_QUANTITY, type Product, type StockedProduct } from './product.ts';

const { STOCK_TABLE: TableName } = readEnvironment({ STOCK_TABLE: name });

/** A row of the table `Stock`. Until products have variants, a product's only variant has the product's id. */
export type Stock = {
  variantId: string;
  /** Units that are not reserved. */
  available: number;
  /** Present while the product is approved, so that a reservation need not check the product's own row. */
  sellable?: true;
};

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/*
 * Each of these functions returns one part of the transaction that writes the product's row, so that row and stock always agree.
 */

/** Returns the write of a new product's stock. It is not on sale yet. */
export const newStock = (variantId: string, available: number): TransactItem => ({
  Put: { TableName, Item: { variantId, available } satisfies Stock },
});

/** Returns the update that puts a product's stock on sale. */
export const stockOnSale = (variantId: string): TransactItem => ({
  Update: {
    ...ofVariant(variantId),
    UpdateExpression: 'SET sellable = :true',
    ConditionExpression: 'attribute_exists(variantId)',
    ExpressionAttributeValues: { ':true': true },
  },
});

/** How a change of a product affects its stock. */
export type StockChange = {
  /** Units to add. A difference, so that sales in the meantime are not overwritten. */
  quantityChange: number;
  /** Whether the product goes off sale. */
  offSale: boolean;
};

/** Returns the update that adds units, takes the product off sale, or both. The stock stays between 0 and `MAX_QUANTITY`. */
export const changedStock = (variantId: string, { quantityChange, offSale }: StockChange): TransactItem => ({
  Update: {
    ...ofVariant(variantId),
    UpdateExpression: [
      ...(quantityChange === 0 ? [] : ['SET available = available + :change']),
      ...(offSale ? ['REMOVE sellable'] : []),
    ].join(' '),
    ...(quantityChange === 0
      ? { ConditionExpression: 'attribute_exists(variantId)' }
      : {
          ConditionExpression: quantityChange < 0 ? 'available >= :bound' : 'available <= :bound',
          ExpressionAttributeValues: {
            ':change': quantityChange,
            ':bound': quantityChange < 0 ? -quantityChange : MAX_QUANTITY - quantityChange,
          },
        }),
  },
});

/** Returns the delete of a product's stock. */
export const noStock = (variantId: string): TransactItem => ({ Delete: ofVariant(variantId) });

/** Returns the keys of products' stock, for reading it together with the products. */
export const stockKeys = (ids: string[]) => ({ [TableName]: [...new Set(ids)].map((variantId) => ({ variantId })) });

/** Adds the stock in `rows` to products. A product that was deleted in the meantime has none. */
export const withStockOf = <P extends Product>(
  products: P[],
  rows: Record<string, Record<string, unknown>[]>,
): StockedProduct<P>[] => {
  const available = new Map(((rows[TableName] ?? []) as Stock[]).map((stock) => [stock.variantId, stock.available]));
  return products.map((product) => ({ ...product, quantity: available.get(product.id) ?? 0 }));
};

/** Adds the current stock to a page of products. */
export const withStock = async <P extends Product>({ items, ...page }: Page<P>): Promise<Page<StockedProduct<P>>> => ({
  ...page,
  items: withStockOf(items, await batchGet(stockKeys(items.map(({ id }) => id)))),
});

const ofVariant = (variantId: string) => ({ TableName, Key: { variantId } });
