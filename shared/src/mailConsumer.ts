import {
  ChangeMessageVisibilityCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { name, readEnvironment } from './config.ts';
import { CORRELATION_HEADER, withCorrelation } from './correlation.ts';
import { isNamed } from './errors.ts';
import { eventHandler } from './eventHandler.ts';
import { log } from './log.ts';
import { MailRefused } from './mail.ts';
import { faultyFields, parseJson } from './queueMessage.ts';

/** How long a message waits at most, in seconds. */
const LONGEST_WAIT = 600;

const { MAIL_RETRY_SECONDS, NOTIFICATION_QUEUE_URL, NOTIFICATION_DEAD_LETTER_QUEUE_URL } = readEnvironment({
  MAIL_RETRY_SECONDS: z.coerce.number().int().min(1).max(LONGEST_WAIT),
  NOTIFICATION_QUEUE_URL: name,
  NOTIFICATION_DEAD_LETTER_QUEUE_URL: name,
});
const sqs = new SQSClient({});

/** The alarm `delayedMails` looks for this line. */
export const MAIL_DELAYED = 'mail delayed';

/** The age from which a mail that still cannot be sent counts as delayed, in milliseconds. */
const DELAYED_MS = 600_000;

/** The time that an attempt may need, in milliseconds: with less left, the message is left for the next invocation. */
const ATTEMPT_MS = 10_000;

/** The time that is kept for answering Lambda, in milliseconds. */
const ANSWER_MS = 1_000;

/**
 * The seconds to wait after a number of receives: `MAIL_RETRY_SECONDS` after the first, twice as long each time, 10 minutes at most, a
 * quarter of it random. The 500 receives of the queue (mailer.yml) last for over two and a half days.
 */
export const waitAfter = (receives: number): number =>
  Math.ceil(Math.min(MAIL_RETRY_SECONDS * 2 ** Math.min(receives - 1, 10), LONGEST_WAIT) * (1 - Math.random() / 4));

/**
 * The handler of the function `sendMail`, which a stack that sends mails has once (shared/serverless/mailer.yml). It takes the messages one
 * by one, so that the rate of mails is bounded by how many invocations run at a time.
 *
 * - A message whose mail is out is done.
 * - One that never can be sent (`MailRefused`, or a body that does not fit the schema) goes to the dead-letter queue at once.
 * - All others come again after a growing wait, for days if need be.
 *
 * @param schema of the message's body
 * @param send sends the mail of a message; at the deadline (epoch milliseconds) it must have ended
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
  if (error) throw new MailRefused(`The message is no mail request: ${faultyFields(error)}`);
  return data;
};

/** A request has the header's name as its attribute, an event of a topic has its own. */
const correlationOf = ({ messageAttributes }: SQSRecord): string | undefined =>
  (messageAttributes[CORRELATION_HEADER] ?? messageAttributes.correlationId)?.stringValue;

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
  if (isNamed(error, 'MailBeingSent')) log.info('mail is being sent by another call', { messageId });
  else if (ageSeconds * 1000 >= DELAYED_MS) log.error(MAIL_DELAYED, { messageId, ageSeconds, error });
  else log.warn('mail not sent, to be tried again', { messageId, error });
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
    .catch((error) => log.warn('message not postponed: it comes again by itself', { messageId, error }));
  return false;
};

/** A message that the dead-letter queue does not take either comes again. */
const giveUp = async (record: SQSRecord, refusal: MailRefused): Promise<boolean> => {
  const { messageId, body: MessageBody, messageAttributes } = record;
  log.error('mail refused', { messageId, error: refusal });
  try {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: NOTIFICATION_DEAD_LETTER_QUEUE_URL,
        MessageBody, // as it came: ASCII
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
