import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A stage with the clients for its table and queue of deletions. */
type DeletionTarget = { stage: string; dynamodb: DynamoDBClient; sqs: SQSClient };

/**
 * Requests the deletion of every deleted account again: after a table was restored from a backup that is older than the deletion, or a service
 * that keeps data of its own was deployed again with the data of an earlier one. A deletion that is carried out again changes nothing else.
 *
 * @returns the number of accounts
 */
export const repeatDeletions = async ({ stage, dynamodb, sqs }: DeletionTarget): Promise<number> => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `authService-${stage}-DeletionQueue` }));
  const pages = paginateScan(
    { client: dynamodb },
    { TableName: `authService-${stage}-DeletedAccounts`, ProjectionExpression: 'userId', ConsistentRead: true },
  );
  let count = 0;
  for await (const { Items = [] } of pages) {
    for (const { userId } of Items) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ userId: userId?.S }) }));
      count += 1;
    }
  }
  return count;
};
