import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { productRecords } from '../product/productRecords.ts';
import { followProducts } from '../search/followProducts.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/**
 * How long one call goes on trying in an outage, in milliseconds. The stream sends a record a bounded number of times: an outage uses up few
 * of them, a record that cannot be indexed all at once. Short enough that the age of the stream is measured every minute.
 */
const TIME_LIMIT_MS = 45_000;

/** The stream of the products' table: the search index follows each product. What fails is sent again, with all that came after it. */
export const handler = eventHandler(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const failures = await followProducts(productRecords(Records), IMAGE_BUCKET, Date.now() + TIME_LIMIT_MS);
  for (const { record, error } of failures) {
    log.error('product not indexed', { error, id: record.id, sequenceNumber: record.sequenceNumber });
  }
  return { batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.sequenceNumber })) };
});
