import {
  ChangeMessageVisibilityCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { backOff } from './backOff.ts';
import { name, readEnvironment } from './config.ts';
import { withCorrelation } from './correlation.ts';
import { isNamed } from './errors.ts';
import { eventHandler } from './eventHandler.ts';
import { log } from './log.ts';
import { MailRefused } from './mail.ts';
import { faultyFields, parseJson } from './queueMessage.ts';

/** The longest wait between two attempts, in seconds. */
const LONGEST_WAIT = 600;

const { MAIL_RETRY_SECONDS, NOTIFICATION_QUEUE_URL, NOTIFICATION_DEAD_LETTER_QUEUE_URL } = readEnvironment({
  MAIL_RETRY_SECONDS: z.coerce.number().int().min(1).max(LONGEST_WAIT),
  NOTIFICATION_QUEUE_URL: name,
  NOTIFICATION_DEAD_LETTER_QUEUE_URL: name,
});
const sqs = new SQSClient({});

/** The log line that the alarm `delayedMails` counts. */
export const MAIL_DELAYED = 'mail delayed';

/** The age at which an email that cannot be sent counts as delayed, in milliseconds. */
const DELAYED_MS = 600_000;

/** The time that an attempt may take, in milliseconds. If less is left, the message waits for a later invocation. */
const ATTEMPT_MS = 10_000;

/** The time reserved for returning the result to Lambda, in milliseconds. */
const ANSWER_MS = 1_000;

/**
 * Returns how many seconds a message waits after a number of receives: `MAIL_RETRY_SECONDS` after the first, then twice as long each
 * time, at most 10 minutes, less up to a quarter at random. The queue's 500 receives (mailer.yml) last for over two and a half days.
 */
export const waitAfter = (receives: number): number =>
  Math.ceil(backOff(receives, { first: MAIL_RETRY_SECONDS, longest: LONGEST_WAIT }, 1 / 4));

/**
 * Creates the handler of `sendMail`, the one function of a stack that sends emails (shared/serverless/mailer.yml). Messages are handled
 * one at a time, so the number of concurrent invocations limits the rate of emails.
 *
 * - A message whose email was sent is done.
 * - A message whose email can never be sent (`MailRefused`, or a body that does not match the schema) goes to the dead-letter queue at
 *   once.
 * - Any other message returns after increasing waits, for days if necessary.
 *
 * @param schema of the message's body
 * @param send sends the email of a message; it must finish by the deadline (epoch milliseconds)
 */
export const mailConsumer = <Request>(
  schema: z.ZodType<Request>,
  send: (request: Request, deadline: number) => Promise<void>,
) =>
  eventHandler(async ({ Records }: SQSEvent, context) => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - ANSWER_MS;
    const batchItemFailures: SQSBatchItemFailure[] = [];
    for (const record of Records) {
      const attempt = async () => send(requestOf(record, schema), deadline);
      const isDone = await withCorrelation(correlationOf(record), () => handleOne(record, attempt, deadline));
      if (!isDone) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  });

const requestOf = <Request>({ body }: SQSRecord, schema: z.ZodType<Request>): Request => {
  const { data, error } = schema.safeParse(parseJson(body));
  if (error) throw new MailRefused(`The message is not an email request: ${faultyFields(error)}`);
  return data;
};

const correlationOf = ({ messageAttributes }: SQSRecord): string | undefined =>
  messageAttributes.correlationId?.stringValue;

/** @returns whether the message is done */
const handleOne = async (record: SQSRecord, attempt: () => Promise<void>, deadline: number): Promise<boolean> => {
  if (Date.now() + ATTEMPT_MS > deadline) return postpone(record);
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof MailRefused) return giveUp(record, error);
    logFailure(record, error);
    return postpone(record);
  }
};

const logFailure = ({ messageId, attributes }: SQSRecord, error: unknown): void => {
  const ageSeconds = Math.round((Date.now() - Number(attributes.SentTimestamp)) / 1000);
  if (isNamed(error, 'MailBeingSent')) log.info('email is being sent by another call', { messageId });
  else if (ageSeconds * 1000 >= DELAYED_MS) log.error(MAIL_DELAYED, { messageId, ageSeconds, error });
  else log.warn('email not sent, will be retried', { messageId, error });
};

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
const postpone = async ({ messageId, receiptHandle, attributes }: SQSRecord): Promise<false> => {
  await sqs
    .send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: NOTIFICATION_QUEUE_URL,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: waitAfter(Number(attributes.ApproximateReceiveCount)),
      }),
    )
    .catch((error) => log.warn('message not postponed: it returns after its visibility timeout', { messageId, error }));
  return false;
};

/** Moves a message to the dead-letter queue. If that fails too, the message is retried. */
const giveUp = async (record: SQSRecord, refusal: MailRefused): Promise<boolean> => {
  const { messageId, body: MessageBody, messageAttributes } = record;
  log.error('email rejected', { messageId, error: refusal });
  try {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: NOTIFICATION_DEAD_LETTER_QUEUE_URL,
        MessageBody, // unchanged: ASCII already
        MessageAttributes: textAttributes(messageAttributes),
      }),
    );
    return true;
  } catch (error) {
    log.warn('message not moved to the dead-letter queue', { messageId, error });
    return postpone(record);
  }
};

const textAttributes = (attributes: SQSRecord['messageAttributes']): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, { dataType: DataType, stringValue: StringValue }]) =>
      StringValue === undefined ? [] : [[key, { DataType, StringValue }]],
    ),
  );
