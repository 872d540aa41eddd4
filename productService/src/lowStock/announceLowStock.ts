import { readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { stockEventId } from '@ecommerce/shared/events/stockEvents.ts';
import { log } from '@ecommerce/shared/log.ts';
import { requestMail } from '@ecommerce/shared/mailQueue.ts';
import * as z from 'zod';
import { publishStockEvents } from '../stockEvents/stockEventsTopic.ts';
import type { Fall } from './lowStock.ts';
import type { LowStockMailRequest } from './lowStockMailRequest.ts';
import { markAnnounced, wasAnnounced } from './lowStockStore.ts';

const { LOW_STOCK_EMAIL } = readEnvironment({ LOW_STOCK_EMAIL: z.string() });

/**
 * Publishes an event about each fall of a variant's stock, and requests the email to staff. A repetition of the same falls does nothing,
 * unless it was interrupted before they were recorded.
 *
 * @param falls of one variant, in order
 */
export const announceLowStock = async (falls: readonly Fall[]): Promise<void> => {
  for (const { sequence, at, ...data } of falls) {
    const { productId, variantId, lowStockAt } = data;
    if (await wasAnnounced(variantId, sequence)) continue;
    await publishStockEvents([
      {
        ...{ type: 'STOCK_LOW', id: stockEventId(variantId, 'STOCK_LOW', sequence), version: 1, occurredAt: at },
        ...{ correlationId: correlationId(), data },
      },
    ]);
    if (LOW_STOCK_EMAIL !== '') {
      await requestMail({ mail: 'lowStock', productId, variantId, lowStockAt } satisfies LowStockMailRequest);
    }
    await markAnnounced(variantId, sequence);
    log.info('low stock announced', { variantId, quantity: data.quantity });
  }
};
