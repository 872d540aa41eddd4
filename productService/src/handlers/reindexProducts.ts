import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import * as z from 'zod';
import { reindexProducts } from '../search/reindexProducts.ts';
import { enqueueReindex } from '../search/reindexQueue.ts';

/** The time that is kept for the page in hand and for handing over, in milliseconds. */
const SPARE_MS = 30_000;

/** Dead letters of the stream, `{}` and no event at all have no cursor. */
const ReindexEvent = z
  .object({ cursor: pageParameters().cursor, correlationId: z.string().optional().catch(undefined) })
  .nullish();

/**
 * By hand, or with a dead letter (`npm run redrive`): every product on sale is indexed again, from the event's cursor on. What is left
 * when the time is used up is the next run's, which this one invokes.
 */
export const handler = eventHandler(
  async (event: unknown, context) => {
    const cursor = ReindexEvent.parse(event)?.cursor;
    const reindexed = await reindexProducts(cursor, Date.now() + context.getRemainingTimeInMillis() - SPARE_MS);
    if (reindexed.nextCursor !== undefined) await enqueueReindex(reindexed.nextCursor, context.functionName);
    return reindexed;
  },
  (event) => ReindexEvent.safeParse(event).data?.correlationId,
);
