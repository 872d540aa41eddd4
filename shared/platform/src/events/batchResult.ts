/**
 * Returns the failed messages of a batch, from the result of a function with `ReportBatchItemFailures`.
 *
 * @returns their ids; `all` if the result is malformed or names a message that is not in the batch
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export const failedMessages = (result: unknown, messageIds: string[]): Set<string> | 'all' => {
  if (result === null || result === undefined) return new Set();
  if (typeof result !== 'object') return 'all';
  const { batchItemFailures } = result as { batchItemFailures?: unknown };
  if (batchItemFailures === null || batchItemFailures === undefined) return new Set();
  if (!Array.isArray(batchItemFailures)) return 'all';
  const known = new Set(messageIds);
  const failed = new Set<string>();
  for (const failure of batchItemFailures) {
    const { itemIdentifier } = Object(failure) as { itemIdentifier?: unknown };
    if (typeof itemIdentifier !== 'string' || !known.has(itemIdentifier)) return 'all';
    failed.add(itemIdentifier);
  }
  return failed;
};
