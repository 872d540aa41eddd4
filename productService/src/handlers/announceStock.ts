import { log } from '@ecommerce/shared/log.ts';
import { streamHandler } from '../lostChanges/streamHandler.ts';
import { announceVariants } from '../stockAlert/announceVariants.ts';
import { stockRecords } from '../stockAlert/stockRecords.ts';

/** How long one call goes on trying in an outage, in milliseconds: as `indexProduct`. */
const TIME_LIMIT_MS = 45_000;

/**
 * The stream of the stock: customers are told of units that have come back, staff of a stock that is low, subscribers of each change. What
 * fails is sent again, with all that came after it.
 */
export const handler = streamHandler(async (records) => {
  const failures = await announceVariants(stockRecords(records), Date.now() + TIME_LIMIT_MS);
  const failed = failures.map(({ variant, error }) => {
    const {
      variantId,
      records: [{ sequence }],
    } = variant;
    log.error('units not announced', { error, variantId, sequence });
    return { itemIdentifier: sequence };
  });
  return { batchItemFailures: failed };
});
