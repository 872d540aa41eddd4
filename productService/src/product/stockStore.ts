import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { Page } from '@ecommerce/shared/dynamodb.ts';
import { MAX_QUANTITY, type Product, type StockedProduct } from './product.ts';

const { STOCK_TABLE: TableName } = readEnvironment({ STOCK_TABLE: name });

/** A row of the table. Until products have variants, a product's only variant has the product's id. */
export type Stock = {
  variantId: string;
  /** Units that nobody has reserved. */
  available: number;
  /** There while the product is approved: what a sale asks for instead of the product's own row. */
  sellable?: true;
};

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/*
 * Each of these is one part of the transaction that writes the product's row: the two are never out of step.
 */

/** Writes the stock of a new product, which is not on sale yet. */
export const newStock = (variantId: string, available: number): TransactItem => ({
  Put: { TableName, Item: { variantId, available } satisfies Stock },
});

/** Lets a product's units be sold. */
export const stockOnSale = (variantId: string): TransactItem => ({
  Update: {
    ...ofVariant(variantId),
    UpdateExpression: 'SET sellable = :true',
    ConditionExpression: 'attribute_exists(variantId)',
    ExpressionAttributeValues: { ':true': true },
  },
});

/** What an edit of a product changes on its stock. */
export type StockChange = {
  /** Units to add; a difference, so that sales in between are kept. */
  quantityChange: number;
  /** Whether the product goes off sale. */
  offSale: boolean;
};

/** Adds units, or takes a product off sale, or both; the stock neither falls below nothing nor rises above the most. */
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

/** Deletes the stock of a product. */
export const noStock = (variantId: string): TransactItem => ({ Delete: ofVariant(variantId) });

/** Where the stock of products is, for those who read it together with the products. */
export const stockKeys = (ids: string[]) => ({ [TableName]: [...new Set(ids)].map((variantId) => ({ variantId })) });

/** Products with their stock as `rows` have it; a product that is deleted meanwhile has none. */
export const withStockOf = <P extends Product>(
  products: P[],
  rows: Record<string, Record<string, unknown>[]>,
): StockedProduct<P>[] => {
  const available = new Map(((rows[TableName] ?? []) as Stock[]).map((stock) => [stock.variantId, stock.available]));
  return products.map((product) => ({ ...product, quantity: available.get(product.id) ?? 0 }));
};

/** A page of products with their stock of now. */
export const withStock = async <P extends Product>({ items, ...page }: Page<P>): Promise<Page<StockedProduct<P>>> => ({
  ...page,
  items: withStockOf(items, await batchGet(stockKeys(items.map(({ id }) => id)))),
});

const ofVariant = (variantId: string) => ({ TableName, Key: { variantId } });
