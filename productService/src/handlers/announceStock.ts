import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { announceLowStock } from '../lowStock/announceLowStock.ts';
import { announceStock } from '../stockAlert/announceStock.ts';
import { stockRecords } from '../stockAlert/stockRecords.ts';

/** How long one call goes on trying in an outage, in milliseconds: as `indexProduct`. */
const TIME_LIMIT_MS = 45_000;

/** The stream of the stock: customers are told of units that have come back, staff of a stock that is low. What fails is sent again, with all that came after it. */
export const handler = eventHandler(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const variants = stockRecords(Records);
  const deadline = Date.now() + TIME_LIMIT_MS;
  const results = await Promise.allSettled(
    variants.map((variant) =>
      throughOutages(async () => {
        await announceLowStock(variant.falls);
        await announceStock(variant);
      }, deadline),
    ),
  );
  const failed = variants.flatMap(({ variantId, records: [{ sequence }] }, position) => {
    const result = results[position];
    if (result?.status !== 'rejected') return [];
    log.error('units not announced', { error: result.reason, variantId, sequence });
    return { itemIdentifier: sequence };
  });
  return { batchItemFailures: failed };
});
