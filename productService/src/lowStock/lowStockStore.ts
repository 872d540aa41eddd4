import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce } from '@ecommerce/shared/writeOnce.ts';

const { STOCK_ALERTS_TABLE: TableName } = readEnvironment({ STOCK_ALERTS_TABLE: name });

const keyOf = (variantId: string) => ({ list: `low#${variantId}`, entry: '#' });

/** Sequence numbers of a stream have up to 40 digits: so texts compare like numbers. */
const comparable = (sequence: string): string => sequence.padStart(40, '0');

/** Returns whether a change of a variant's stock was announced, or a later one. */
export const wasAnnounced = async (variantId: string, sequence: string): Promise<boolean> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: keyOf(variantId), ConsistentRead: true }));
  return Item !== undefined && comparable(sequence) <= String(Item.sequence);
};

/** Records up to which change falls of a variant's stock were announced, unless a later one is recorded. */
export const markAnnounced = async (variantId: string, sequence: string): Promise<void> => {
  await putOnce({
    TableName,
    Item: { ...keyOf(variantId), sequence: comparable(sequence) },
    ConditionExpression: 'attribute_not_exists(#sequence) OR #sequence < :sequence',
    ExpressionAttributeNames: { '#sequence': 'sequence' },
    ExpressionAttributeValues: { ':sequence': comparable(sequence) },
  });
};
