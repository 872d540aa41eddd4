import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import type { Product } from '../src/product/product.ts';
import type { Stock } from '../src/product/stockStore.ts';

/** Writes a product as it stands in one status or another, with its stock. The tables are those of `createSearchTables`, or like them. */
export const storeProduct = async (Item: Product, available = 40): Promise<void> => {
  const { id: variantId, status } = Item;
  await dynamodb.send(new PutCommand({ TableName: 'Products', Item }));
  const stock: Stock = { variantId, available, units: available, ...(status === 'approved' ? { sellable: true } : {}) };
  await dynamodb.send(new PutCommand({ TableName: 'Stock', Item: stock }));
};

/** Reads the stock of a product. */
export const readStock = async (variantId: string): Promise<Stock | undefined> => {
  const key = { TableName: 'Stock', Key: { variantId }, ConsistentRead: true };
  return (await dynamodb.send(new GetCommand(key))).Item as Stock | undefined;
};
