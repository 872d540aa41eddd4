import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import type { Upload } from '@ecommerce/shared/imageUploads.ts';

const lambda = new LambdaClient({});

/**
 * Invokes the function that publishes images, asynchronously, with the event of an upload. Lambda retries it if it fails.
 *
 * @throws Error if Lambda does not accept the event
 */
export const enqueuePublication = async ({ bucket, id, fileName }: Upload, functionName: string): Promise<void> => {
  const key = ['uploads', id, encodeURIComponent(fileName)].join('/');
  const Payload = asciiJson({ Records: [{ s3: { bucket: { name: bucket }, object: { key } } }] });
  await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
};
