import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationAttribute } from '@ecommerce/shared/correlation.ts';
import * as z from 'zod';

const { EXPORT_QUEUE_URL: QueueUrl } = readEnvironment({ EXPORT_QUEUE_URL: name });
const sqs = new SQSClient({});

/** A message of the export queue: this export is to be collected. */
export const ExportMessage = z.strictObject({ userId: z.string().min(1), exportId: z.string().min(1) });
export type ExportMessage = z.infer<typeof ExportMessage>;

/** Has an export collected. Once this returns, it will be. */
export const enqueueExport = async (message: ExportMessage): Promise<void> => {
  const MessageBody = asciiJson(message);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: correlationAttribute() }));
};
