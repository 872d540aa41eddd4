/** What an order's row has gained since it was placed. */
const GAINED = /^(shippedAt|endedAt|reason|notified|stepFailure|stalledAt|recentWrite\d)$/;

/**
 * A copy of an order's row under another id, as if it had just been placed, and as if its message had been lost.
 *
 * @param row of an order that is not paid through the shop
 */
export const newRow = (row: object, orderId: string) => ({
  ...Object.fromEntries(Object.entries(row).filter(([name]) => !GAINED.test(name))),
  orderId,
  status: 'pending',
  version: 1,
  mails: {},
  sweepShard: orderId.charAt(0),
  nextCheckAt: new Date(Date.now() - 1000).toISOString(),
});
