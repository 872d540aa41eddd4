import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from './asciiJson.ts';
import { name, readEnvironment } from './config.ts';
import { CORRELATION_HEADER, correlationId } from './correlation.ts';

const { NOTIFICATION_QUEUE_URL } = readEnvironment({ NOTIFICATION_QUEUE_URL: name });
const sqs = new SQSClient({});

/**
 * Requests a mail: once this returns, the stack's mailer will send it, however long SES is out of reach. What a request looks like is the
 * stack's own affair; its `sendMail` function parses it. Best is an id by which the mail is written from the row as it then stands.
 */
export const requestMail = async (request: Readonly<Record<string, unknown>>): Promise<void> => {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: NOTIFICATION_QUEUE_URL,
      MessageBody: asciiJson(request),
      MessageAttributes: { [CORRELATION_HEADER]: { DataType: 'String', StringValue: correlationId() } },
    }),
  );
};
