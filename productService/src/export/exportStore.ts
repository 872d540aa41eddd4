import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce, writeId } from '@ecommerce/shared/writeOnce.ts';

const { PRODUCT_FILES_TABLE: TableName } = readEnvironment({ PRODUCT_FILES_TABLE: name });

/** The last export of all products: one row, so that one is written at a time. */
export type ProductExport = {
  exportId: string;
  /** ISO 8601, as the next. */
  requestedAt: string;
  startedAt?: string;
  /** Once its file is there. */
  completedAt?: string;
};

const Key = { id: 'export' };

/** Reads the last export, consistently. */
export const readExport = async (): Promise<ProductExport | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item as ProductExport | undefined;
};

/** Begins an export, unless another one was begun since `last` was read. Returns the one that is there then. */
export const beginExport = async (last: ProductExport | undefined): Promise<ProductExport> => {
  const begun: ProductExport = { exportId: randomUUID(), requestedAt: new Date().toISOString() };
  const { written, row } = await putOnce({
    TableName,
    Item: { ...Key, ...begun, ...writeId() },
    ConditionExpression: last ? 'exportId = :last' : 'attribute_not_exists(id)',
    ...(last ? { ExpressionAttributeValues: { ':last': last.exportId } } : {}),
  });
  return written ? begun : (row as ProductExport);
};

/** Records that an export is being written, or is there. Returns whether it is still the last one. */
export const markExport = async (exportId: string, field: 'startedAt' | 'completedAt'): Promise<boolean> => {
  const { written } = await updateOnce({
    TableName,
    Key,
    UpdateExpression: 'SET #field = :now',
    ConditionExpression: 'exportId = :export',
    ExpressionAttributeNames: { '#field': field },
    ExpressionAttributeValues: { ':now': new Date().toISOString(), ':export': exportId },
  });
  return written;
};
