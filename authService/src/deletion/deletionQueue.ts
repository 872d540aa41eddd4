import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationAttribute } from '@ecommerce/shared/correlation.ts';
import * as z from 'zod';

const { DELETION_QUEUE_URL: QueueUrl } = readEnvironment({ DELETION_QUEUE_URL: name });
const sqs = new SQSClient({});

/** A message of the deletion queue: this account is to be deleted. */
export const DeletionRequest = z.strictObject({ userId: z.string().min(1) });
export type DeletionRequest = z.infer<typeof DeletionRequest>;

/** Requests the deletion of an account. Once this returns, it will be carried out. */
export const requestAccountDeletion = async (userId: string): Promise<void> => {
  const MessageBody = asciiJson({ userId } satisfies DeletionRequest);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: correlationAttribute() }));
};

/**
 * Has a received message return after a time.
 *
 * @param seconds at most 12 hours
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export const postponeMessage = async (ReceiptHandle: string, seconds: number): Promise<void> => {
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: seconds }));
};
