import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchWrite } from '@ecommerce/shared/batchWrite.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { type Page, type PageRequest, queryPage } from '@ecommerce/shared/dynamodb.ts';
import type { StockMovement } from './stockMovement.ts';

const { STOCK_MOVEMENTS_TABLE: TableName } = readEnvironment({ STOCK_MOVEMENTS_TABLE: name });

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Returns the write of a movement, for the transaction that changes the stock. */
export const putMovement = (Item: StockMovement): TransactItem => ({ Put: { TableName, Item } });

/**
 * Writes movements whose units have moved before. May be repeated.
 *
 * @throws Error `ServiceUnavailable` if DynamoDB leaves writes unprocessed after all attempts
 */
export const writeMovements = (movements: StockMovement[]): Promise<void> => batchWrite(TableName, { puts: movements });

/**
 * Lists the movements of a product's variants, newest first.
 *
 * @param from ISO 8601: leaves out earlier ones, of a product that the clean-up has deleted and that was offered again under its key
 */
export const listMovements = (
  productId: string,
  from: string | undefined,
  page: PageRequest,
): Promise<Page<StockMovement>> =>
  queryPage({ table: TableName, partition: ['productId', productId], key: 'movementId', from }, page);
