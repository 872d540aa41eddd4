import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { indexProduct } from '../indexProduct.ts';
import { productRecords } from '../productRecords.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** The stream of the products' table: the search index follows each product. What fails is sent again, with all that came after it. */
export const handler = eventHandler(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = productRecords(Records);
  const results = await Promise.allSettled(records.map((record) => indexProduct(record, IMAGE_BUCKET)));
  const failed = records.flatMap(({ id, sequenceNumber }, index) => {
    const result = results[index];
    if (result?.status !== 'rejected') return [];
    log.error('product not indexed', { error: result.reason, id });
    return { itemIdentifier: sequenceNumber };
  });
  return { batchItemFailures: failed };
});
