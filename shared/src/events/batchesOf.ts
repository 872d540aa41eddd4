/** The limits of one request that carries several messages: PublishBatch of SNS, SendMessageBatch of SQS, PutEvents of EventBridge. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;

/**
 * Splits messages into as few batches as fit into one request each, in their order.
 *
 * @param sizeOf the bytes of a message, with its attributes; without it they are so small that only their number counts
 */
export const batchesOf = <Item>(items: readonly Item[], sizeOf: (item: Item) => number = () => 0): Item[][] => {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const batch = batches.at(-1);
    if (batch && batch.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      batch.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
};
