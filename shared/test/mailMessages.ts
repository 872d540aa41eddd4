import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';

/** A message of a notification queue, as Lambda hands it to the mailer. */
export const mailMessage = (
  body: unknown,
  { messageId = 'message-1', receives = 1, sentAt = Date.now() } = {},
): SQSRecord =>
  ({
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) },
    messageAttributes: { correlationId: { stringValue: 'request-1', dataType: 'String' } },
  }) as unknown as SQSRecord;

export const batchOf = (...Records: SQSRecord[]): SQSEvent => ({ Records });

/** The context of an invocation that has so many milliseconds left. */
export const timeLeft = (milliseconds = 15_000): Context => {
  const end = Date.now() + milliseconds;
  return { getRemainingTimeInMillis: () => end - Date.now() } as Context;
};

/** The answer by which Lambda leaves these messages in the queue. */
export const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
