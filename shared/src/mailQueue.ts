import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from './asciiJson.ts';
import { checkBatch } from './batchFailure.ts';
import { name, readEnvironment } from './config.ts';
import { correlationAttribute } from './correlation.ts';
import { batchesOf } from './events/batchesOf.ts';

const { NOTIFICATION_QUEUE_URL } = readEnvironment({ NOTIFICATION_QUEUE_URL: name });
const sqs = new SQSClient({});

/**
 * A request for an email. Each stack defines its own format, which its `sendMail` function parses. Prefer an id, so that the email is
 * written from the row.
 */
type MailRequest = Readonly<Record<string, unknown>>;

const messageOf = (request: MailRequest) => ({
  MessageBody: asciiJson(request),
  MessageAttributes: correlationAttribute(),
});

/** Requests an email. Once this returns, the stack's mailer will send it, however long SES is unavailable. */
export const requestMail = async (request: MailRequest): Promise<void> => {
  await sqs.send(new SendMessageCommand({ QueueUrl: NOTIFICATION_QUEUE_URL, ...messageOf(request) }));
};

/**
 * Requests several emails at once.
 *
 * @param requests must be small: an id and a few words each
 * @throws Error if the queue did not accept all of them
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const requestMails = async (requests: MailRequest[]): Promise<void> => {
  for (const batch of batchesOf(requests)) {
    const Entries = batch.map((request, index) => ({ Id: String(index), ...messageOf(request) }));
    const command = new SendMessageBatchCommand({ QueueUrl: NOTIFICATION_QUEUE_URL, Entries });
    checkBatch('Email requests', await sqs.send(command));
  }
};
