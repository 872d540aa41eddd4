import { log } from '@ecommerce/shared/log.ts';
import { streamHandler } from '../lostChanges/streamHandler.ts';
import { announceProducts } from '../productEvents/announceProducts.ts';

/** How long one call goes on trying in an outage, in milliseconds: as `indexProduct`. */
const TIME_LIMIT_MS = 45_000;

/** The stream of the products' table: subscribers are told of what anyone sees. What fails is sent again, with all that came after it. */
export const handler = streamHandler(async (records) => {
  const failure = await announceProducts(records, Date.now() + TIME_LIMIT_MS);
  if (!failure) return { batchItemFailures: [] };
  const { Keys, SequenceNumber = '' } = failure.record?.dynamodb ?? {};
  log.error('product not announced', { error: failure.error, id: Keys?.id?.S, sequenceNumber: SequenceNumber });
  return { batchItemFailures: [{ itemIdentifier: SequenceNumber }] };
});
