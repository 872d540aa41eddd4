import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationAttribute } from '@ecommerce/shared/correlation.ts';
import * as z from 'zod';

const { PRODUCT_FILE_QUEUE_URL: QueueUrl } = readEnvironment({ PRODUCT_FILE_QUEUE_URL: name });
const sqs = new SQSClient({});

/** A message of the queue of product files: this import is to begin or to go on, or this export is to be written. */
export const ProductFileMessage = z.union([
  z.strictObject({ importId: z.string().min(1) }),
  z.strictObject({ exportId: z.string().min(1) }),
]);
export type ProductFileMessage = z.infer<typeof ProductFileMessage>;

/** Has an import go on, or an export written. Once this returns, it will be. */
export const enqueueProductFile = async (message: ProductFileMessage): Promise<void> => {
  const MessageBody = asciiJson(message);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: correlationAttribute() }));
};
