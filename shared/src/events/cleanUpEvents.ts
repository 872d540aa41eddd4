import * as z from 'zod';

/** The message of the clean-up topics: rows that were deleted because their image did not arrive within an hour. */
export const CleanUpEvent = z.strictObject({
  type: z.enum(['CATEGORIES_DELETED', 'PRODUCTS_DELETED']),
  id: z.uuid(),
  version: z.literal(1),
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: z.strictObject({
    deleted: z.array(z.strictObject({ id: z.string(), name: z.string(), createdAt: z.iso.datetime() })).min(1),
  }),
});
export type CleanUpEvent = z.infer<typeof CleanUpEvent>;

/** One row that was deleted. */
export type DeletedRow = CleanUpEvent['data']['deleted'][number];
