import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from './asciiJson.ts';
import { checkBatch } from './batchFailure.ts';
import { name, readEnvironment } from './config.ts';
import { CORRELATION_HEADER, correlationId } from './correlation.ts';

const { NOTIFICATION_QUEUE_URL } = readEnvironment({ NOTIFICATION_QUEUE_URL: name });
const sqs = new SQSClient({});

/** What a mail request looks like is the stack's own affair; its `sendMail` function parses it. Best is an id by which the mail is written from the row. */
type MailRequest = Readonly<Record<string, unknown>>;

const messageOf = (request: MailRequest) => ({
  MessageBody: asciiJson(request),
  MessageAttributes: { [CORRELATION_HEADER]: { DataType: 'String', StringValue: correlationId() } },
});

/** Requests a mail: once this returns, the stack's mailer will send it, however long SES is out of reach. */
export const requestMail = async (request: MailRequest): Promise<void> => {
  await sqs.send(new SendMessageCommand({ QueueUrl: NOTIFICATION_QUEUE_URL, ...messageOf(request) }));
};

/** What one request to the queue takes at most. */
const MAX_ENTRIES = 10;

/**
 * Requests several mails at once.
 *
 * @param requests each small: an id and a few words
 * @throws Error when the queue did not take all of them
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const requestMails = async (requests: MailRequest[]): Promise<void> => {
  for (let start = 0; start < requests.length; start += MAX_ENTRIES) {
    const Entries = requests
      .slice(start, start + MAX_ENTRIES)
      .map((request, index) => ({ Id: String(index), ...messageOf(request) }));
    const batch = new SendMessageBatchCommand({ QueueUrl: NOTIFICATION_QUEUE_URL, Entries });
    checkBatch('Mail requests', await sqs.send(batch));
  }
};
