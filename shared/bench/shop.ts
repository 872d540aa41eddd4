import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LOCAL_STAGE } from '../cli/platformTarget.ts';

/** Returns a table's physical name, e.g. `tableName('orderService', 'Orders')`. */
export const tableName = (service: string, name: string): string => `${service}-${LOCAL_STAGE}-${name}`;

/** DynamoDB accepts this many rows in one call. */
const BATCH = 25;

/**
 * Writes products on sale straight into productService's tables: the rows that offering (`newProduct`), the check of the picture
 * (`setImage`) and the approval (`markApproved`) would have left, without the pictures themselves.
 *
 * @returns their ids
 */
export const writeApprovedProducts = async (dynamodb: DynamoDBClient, count: number, from = 0): Promise<string[]> => {
  const rows = approvedRows(count, from);
  await writeRows(dynamodb, 'Products', rows);
  await writeStock(dynamodb, rows);
  return rows.map(({ id }) => id);
};

/** Returns the rows of products on sale. */
export const approvedRows = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => approvedRow(from + index));

/** Writes the stock of products on sale. */
export const writeStock = (dynamodb: DynamoDBClient, rows: ReturnType<typeof approvedRows>): Promise<void> =>
  writeRows(dynamodb, 'Stock', rows.map(stockRow));

const writeRows = async (dynamodb: DynamoDBClient, table: string, rows: Record<string, unknown>[]): Promise<void> => {
  for (let start = 0; start < rows.length; start += BATCH) {
    let left: WriteRequest[] = rows
      .slice(start, start + BATCH)
      .map((Item) => ({ PutRequest: { Item: marshall(Item) } }));
    while (left.length > 0) left = await writeBatch(dynamodb, tableName('productService', table), left);
  }
};

/** Waits until the search index, which follows the table's stream, has so many products. */
export const waitForIndex = async (products: string, count: number): Promise<void> => {
  for (;;) {
    const response = await fetch(`${products}/products?facets=true&limit=1`);
    const { total = 0 } = (await response.json()) as { total?: number };
    if (total >= count) return;
    await sleep(500);
  }
};

/** Returns the rows that DynamoDB did not accept. */
const writeBatch = async (
  dynamodb: DynamoDBClient,
  table: string,
  requests: WriteRequest[],
): Promise<WriteRequest[]> => {
  const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  return UnprocessedItems?.[table] ?? [];
};

const FIRST = Date.parse('2025-01-01T00:00:00Z');
const CATEGORIES = ['shoes', 'bags', 'shirts', 'hats'];

const stockRow = ({ id }: ReturnType<typeof approvedRow>) => ({ variantId: id, available: 1_000_000, sellable: true });

const approvedRow = (index: number) => {
  const id = randomUUID();
  const createdAt = new Date(FIRST + index * 1000).toISOString();
  const category = CATEGORIES[index % CATEGORIES.length] ?? '';
  return {
    id,
    fileName: 'shoes.png',
    fileType: 'image/png',
    productName: `Running shoes ${index}`,
    unitPrice: 4999,
    currency: 'EUR',
    description: 'Light, orange, fast: a shoe for the road, in all sizes from 36 to 47.',
    category,
    approvedCategory: category,
    sellerId: 'f2b1c7a0-6d1c-4c0e-9c55-0d2b6b1f7a11',
    email: 'seller@example.com',
    status: 'approved',
    imageUrl: `https://images.example.com/images/${id}/shoes.png`,
    createdAt,
    updatedAt: createdAt,
  };
};
