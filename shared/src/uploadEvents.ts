import type { S3Event } from 'aws-lambda';
import { eventHandler } from './eventHandler.ts';
import { parseUploadKey, type Upload } from './imageUploads.ts';
import { log } from './log.ts';

/**
 * Creates the handler of `s3:ObjectCreated:*` under `uploads/`. It handles every record. If one fails, the whole event fails after the
 * others are done, and Lambda retries it (handling a record twice changes nothing).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html keys are URL-encoded, spaces as `+`
 */
export const uploadEventHandler = (publish: (upload: Upload) => Promise<void>) =>
  eventHandler(async ({ Records }: S3Event) => {
    const results = await Promise.allSettled(
      Records.map(async ({ s3 }) => {
        const upload = parseUploadKey(s3.bucket.name, s3.object.key);
        if (upload) await publish(upload);
        else log.warn('object with an unknown key', { key: s3.object.key });
      }),
    );
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length > 0) {
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        `${failed.length} of ${Records.length} records failed`,
      );
    }
  });
