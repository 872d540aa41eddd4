import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { retryConflicts } from '../src/conflicts.ts';

/**
 * Writes paths of a row, as time or a crash would have.
 *
 * @param changes by paths; a name that DynamoDB reserves has a `#` before it: `#status`
 * @param onlyWith an attribute without which the row stays as it is
 */
export const writePaths = async (
  dynamodb: DynamoDBDocumentClient,
  TableName: string,
  Key: Record<string, string>,
  changes: Record<string, unknown>,
  onlyWith?: string,
): Promise<void> => {
  const entries = Object.entries(changes);
  const reserved = entries.flatMap(([path]) => path.match(/#\w+/g) ?? []);
  const write = new UpdateCommand({
    TableName,
    Key,
    ...(onlyWith ? { ConditionExpression: `attribute_exists(${onlyWith})` } : {}),
    UpdateExpression: `SET ${entries.map(([path], index) => `${path} = :v${index}`).join(', ')}`,
    ...(reserved.length > 0
      ? { ExpressionAttributeNames: Object.fromEntries(reserved.map((name) => [name, name.slice(1)])) }
      : {}),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], index) => [`:v${index}`, value])),
  });
  await retryConflicts(() => dynamodb.send(write)).catch((error: Error) => {
    if (onlyWith === undefined || error.name !== 'ConditionalCheckFailedException') throw error;
  });
};
