import { correlationId } from '@ecommerce/shared/correlation.ts';
import { stockEventId } from '@ecommerce/shared/events/stockEvents.ts';
import { publishStockEvents } from './stockEventsTopic.ts';

/** The units that a variant has since its last change in a batch of the stream. */
export type ChangedUnits = {
  productId: string;
  variantId: string;
  quantity: number;
  /** The number of that change in the table's stream. */
  sequence: string;
  /** When that was (ISO 8601). */
  at: string;
};

/**
 * Publishes an event about each variant whose units have changed, ten in a request: a sale costs no request of its own while others are
 * made at the same time. After a repetition the same change has the same id.
 */
export const announceChanges = (changes: readonly ChangedUnits[]): Promise<void> =>
  publishStockEvents(
    changes.map(({ productId, variantId, quantity, sequence, at: occurredAt }) => ({
      ...{ type: 'STOCK_CHANGED', id: stockEventId(variantId, 'STOCK_CHANGED', sequence), version: 1, occurredAt },
      ...{ correlationId: correlationId() },
      data: { productId, variantId, quantity, sequence: sequence.padStart(40, '0') },
    })),
  );
