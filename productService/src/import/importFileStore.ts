import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { objectKeyOf } from '@ecommerce/shared/s3EventKey.ts';

const { PRODUCT_FILES_BUCKET: Bucket } = readEnvironment({ PRODUCT_FILES_BUCKET: name });

// Without WHEN_REQUIRED the SDK would sign a checksum of an empty body into the URL, and no upload could match it.
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });

/** How long an upload URL is valid, in seconds: 50 MB over a slow line. */
const UPLOAD_SECONDS = 1800;

const PREFIX = 'imports/';

const keyOf = (id: string): string => `${PREFIX}${id}`;

/** Returns the import whose file has a key, as an S3 event names it; `undefined` for any other object. */
export const importOfKey = (eventKey: string): string | undefined => {
  const key = objectKeyOf(eventKey);
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
};

/** Creates a URL to which the file of an import can be uploaded as `text/csv`, and as nothing else. */
export const createFileUrl = (id: string): Promise<string> =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: keyOf(id), ContentType: 'text/csv' }), {
    expiresIn: UPLOAD_SECONDS,
    signableHeaders: new Set(['content-type']),
  });

/** Returns the size of an import's file and what identifies its bytes; `undefined` if there is none. */
export const describeFile = async (id: string): Promise<{ bytes: number; etag: string } | undefined> => {
  try {
    const { ContentLength = 0, ETag = '' } = await s3.send(new HeadObjectCommand({ Bucket, Key: keyOf(id) }));
    return { bytes: ContentLength, etag: ETag };
  } catch (error) {
    if (isNamed(error, 'NotFound', 'NoSuchKey')) return undefined;
    throw error;
  }
};

/** Reads the file of an import, if it still has these bytes; otherwise returns `undefined`. It has been found to be small enough. */
export const readFile = async (id: string, etag: string): Promise<Uint8Array | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: keyOf(id), IfMatch: etag }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isNamed(error, 'PreconditionFailed', 'NoSuchKey')) return undefined;
    throw error;
  }
};
