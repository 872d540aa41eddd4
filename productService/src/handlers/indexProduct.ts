import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { type ProductRecord, productRecords } from '../product/productRecords.ts';
import { indexProduct } from '../search/indexProduct.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/**
 * How long one call goes on trying in an outage, in milliseconds. The stream sends a record a bounded number of times: an outage uses up few
 * of them, a record that cannot be indexed all at once. Short enough that the age of the stream is measured every minute.
 */
const TIME_LIMIT_MS = 45_000;

/** The stream of the products' table: the search index follows each product. What fails is sent again, with all that came after it. */
export const handler = eventHandler(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = productRecords(Records);
  const deadline = Date.now() + TIME_LIMIT_MS;
  const index = (record: ProductRecord) => throughOutages(() => indexProduct(record, IMAGE_BUCKET), deadline);
  const results = await Promise.allSettled(records.map(index));
  const failed = records.flatMap(({ id, sequenceNumber }, position) => {
    const result = results[position];
    if (result?.status !== 'rejected') return [];
    log.error('product not indexed', { error: result.reason, id, sequenceNumber });
    return { itemIdentifier: sequenceNumber };
  });
  return { batchItemFailures: failed };
});
