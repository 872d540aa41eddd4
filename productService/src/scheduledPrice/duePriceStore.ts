import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';

const { PRODUCTS_TABLE: TableName } = readEnvironment({ PRODUCTS_TABLE: name });

/** Products of one page, which are changed at once. */
const PAGE = 25;

/** Yields pages of the ids of products whose prices are to change by `now`, those that are late the longest first. */
export const dueProducts = async function* (now: Date): AsyncGenerator<string[]> {
  let last: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'byNextPriceChange',
        KeyConditionExpression: 'priceChanges = :scheduled AND nextPriceChangeAt <= :now',
        ExpressionAttributeValues: { ':scheduled': 'scheduled', ':now': now.toISOString() },
        Limit: PAGE,
        ...(last ? { ExclusiveStartKey: last } : {}),
      }),
    );
    yield Items.map(({ id }) => id as string);
    last = LastEvaluatedKey;
  } while (last);
};
