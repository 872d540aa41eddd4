import { fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { announceChange } from '../announceCategories.ts';
import { TREE_ID, type Tree } from '../categoryTreeStore.ts';

/** How long one call goes on trying in an outage, in milliseconds. */
const TIME_LIMIT_MS = 45_000;

/** The stream of the categories: others learn of changes of the tree. What fails is sent again, with all that came after it. */
export const handler = eventHandler(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const deadline = Date.now() + TIME_LIMIT_MS;
  for (const { dynamodb } of Records) {
    try {
      const tree = treeIn(dynamodb);
      if (tree) await throughOutages(() => announceChange(tree), deadline);
    } catch (error) {
      const sequence = dynamodb?.SequenceNumber ?? '0';
      log.error('change of the category tree not announced', { error, sequence });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
});

/** Returns the row of all places after a change of it; `undefined` for other rows. */
const treeIn = (change: DynamoDBRecord['dynamodb']): Tree | undefined =>
  change?.Keys?.id?.S === TREE_ID && change.NewImage
    ? (fromDynamoDbJson(change.NewImage as Parameters<typeof fromDynamoDbJson>[0]) as Tree)
    : undefined;
