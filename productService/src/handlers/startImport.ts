import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { S3Event } from 'aws-lambda';
import { importOfKey } from '../import/importFileStore.ts';
import { enqueueProductFile } from '../productFile/productFileQueue.ts';

/** S3 `ObjectCreated` under `imports/`: has the import begin. */
export const handler = eventHandler(async ({ Records }: S3Event) => {
  for (const { s3 } of Records) {
    const importId = importOfKey(s3.object.key);
    if (importId !== undefined) await enqueueProductFile({ importId });
  }
});
