import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as z from 'zod';
import { readEnvironment } from './config.ts';
import { isNamed } from './errors.ts';
import { cleanImage } from './images/cleanImage.ts';
import { ImageRefused } from './images/imageLimits.ts';
import type { ImageType } from './images/imageTypes.ts';
import { objectKeyOf } from './s3EventKey.ts';

/** The largest image that is published, in bytes. */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

/** How long an upload URL is valid, in seconds. */
const UPLOAD_URL_SECONDS = 300;

/** S3's ETag of an empty object: the MD5 hash of nothing. */
const EMPTY_ETAG = '"d41d8cd98f00b204e9800998ecf8427e"';

const { IMAGE_BASE_URL } = readEnvironment({ IMAGE_BASE_URL: z.union([z.literal(''), z.url()]).default('') });

// Without WHEN_REQUIRED the SDK would sign a checksum of an empty body into the URL, and no upload could match it.
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });

/**
 * Returns the key of an upload's object. It contains the id, so that no client can overwrite another one's file. A replacement's key also
 * contains its version, because a published image never changes.
 */
const keyBelow = (prefix: string, { id, version, fileName }: Upload): string =>
  version === undefined ? `${prefix}/${id}/${fileName}` : `${prefix}/${id}/${version}/${fileName}`;
const uploadKey = (upload: Upload): string => keyBelow('uploads', upload);

/** Returns the public key of a published image. */
export const imageKey = (upload: Upload): string => keyBelow('images', upload);

/** Returns the key of an uploaded file that is kept as it was sent. It is private. */
export const originalKey = (upload: Upload): string => keyBelow('originals', upload);

/**
 * Creates a URL to which `curl -X PUT -T file "<url>"` can upload one image for 5 minutes, without any header. The object is private
 * until it has been checked and published under another key.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
 */
export const createUploadUrl = (upload: Upload): Promise<string> =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket: upload.bucket, Key: uploadKey(upload) }), {
    expiresIn: UPLOAD_URL_SECONDS,
  });

/** Uploads an image, as a client does to an upload URL: it is checked and published as any other. Idempotent. */
export const putUpload = async (upload: Upload, { type, bytes }: { type: ImageType; bytes: Uint8Array }) => {
  const Key = uploadKey(upload);
  await s3.send(new PutObjectCommand({ Bucket: upload.bucket, Key, Body: bytes, ContentType: type }));
};

/** An object under `uploads/`, as its S3 event names it. `version` is present for an image that replaces another one. */
export type Upload = { bucket: string; id: string; fileName: string; version?: string };

/** A version is a UUID. */
const VERSION = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Parses the object key of an S3 event. Returns `undefined` if none of our upload URLs has such a key. */
export const parseUploadKey = (bucket: string, eventKey: string): Upload | undefined => {
  const [prefix, id, ...names] = objectKeyOf(eventKey).split('/');
  const fileName = names.pop();
  const [version, ...rest] = names;
  if (prefix !== 'uploads' || !id || !fileName || rest.length > 0) return undefined;
  if (version === undefined) return { bucket, id, fileName };
  return VERSION.test(version) ? { bucket, id, fileName, version } : undefined;
};

/** The result of checking an upload; `bytes` are those to publish, `original` those that were sent. `gone`: handled before (a repeated event), or never uploaded. */
export type UploadCheck =
  | { verdict: 'image'; type: ImageType; bytes: Buffer; original: Buffer; etag: string }
  | { verdict: 'refused'; reason: string; etag: string }
  | { verdict: 'gone' };

/**
 * Reads an upload to its end and checks it: its name and declared type prove nothing. An image of an allowed type within the limits
 * passes, without its metadata. Anything else is rejected with the reason.
 */
export const checkUpload = async (upload: Upload): Promise<UploadCheck> => {
  try {
    const object = await s3.send(
      new GetObjectCommand({
        Bucket: upload.bucket,
        Key: uploadKey(upload),
        Range: `bytes=0-${MAX_IMAGE_BYTES}`, // one byte more than allowed
      }),
    );
    const etag = object.ETag ?? '';
    const file = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    if (file.length > MAX_IMAGE_BYTES)
      return { verdict: 'refused', reason: `larger than ${MAX_IMAGE_BYTES} bytes`, etag };
    return await cleanImage(file).then(
      (image): UploadCheck => ({ verdict: 'image', ...image, original: file, etag }),
      (error: unknown) => {
        if (error instanceof ImageRefused) return { verdict: 'refused', reason: error.message, etag };
        throw error;
      },
    );
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return { verdict: 'gone' };
    if (isNamed(error, 'InvalidRange')) return { verdict: 'refused', reason: 'empty', etag: EMPTY_ETAG };
    throw error;
  }
};

/**
 * Writes a checked image to its public key and returns its URL. An image that is already there was checked too and stays: neither a
 * repeated event nor a later upload replaces a published image.
 */
export const publishImage = async (upload: Upload, image: { type: ImageType; bytes: Uint8Array }): Promise<string> => {
  const key = imageKey(upload);
  await putImage(upload.bucket, key, image);
  return publicUrl(upload.bucket, key);
};

/**
 * Writes an image, unless there is an object with its key.
 *
 * @returns whether it was written
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const putImage = async (
  bucket: string,
  key: string,
  { type, bytes }: { type: ImageType; bytes: Uint8Array },
): Promise<boolean> => {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        IfNoneMatch: '*',
        ContentType: type,
        CacheControl: 'public, max-age=31536000, immutable', // the key contains the id: its bytes never change
      }),
    );
    return true;
  } catch (error) {
    if (!isNamed(error, 'PreconditionFailed')) throw error;
    return false;
  }
};

/** Reads an image; `undefined` if there is none. */
export const readImage = async (bucket: string, key: string): Promise<Buffer | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return undefined;
    throw error;
  }
};

/**
 * Deletes an upload that was published or rejected. Idempotent.
 *
 * @param etag deletes only these bytes: a newer file under the same key is handled by its own event
 */
export const deleteUpload = async (upload: Upload, etag?: string): Promise<void> => {
  try {
    await s3.send(
      new DeleteObjectCommand({
        Bucket: upload.bucket,
        Key: uploadKey(upload),
        ...(etag === undefined ? {} : { IfMatch: etag }),
      }),
    );
  } catch (error) {
    if (etag === undefined || !isNamed(error, 'PreconditionFailed', 'NoSuchKey')) throw error;
  }
};

/** Deletes a published image. Idempotent. */
export const deleteImage = (upload: Upload): Promise<void> => deleteObject(upload.bucket, imageKey(upload));

/** Deletes an object. Idempotent. */
export const deleteObject = async (bucket: string, key: string): Promise<void> => {
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
};

/** Returns whether a file was uploaded and is not handled yet. */
export const uploadExists = (upload: Upload): Promise<boolean> => objectExists(upload.bucket, uploadKey(upload));

const objectExists = async (bucket: string, key: string): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (isNamed(error, 'NotFound', 'NoSuchKey')) return false;
    throw error;
  }
};

/**
 * Returns the URL of a published image: below `IMAGE_BASE_URL` if something other than the bucket serves images. Otherwise it is the
 * object's own URL: a presigned one without its signature, which is right for every region and endpoint.
 */
export const publicUrl = async (bucket: string, key: string): Promise<string> => {
  if (IMAGE_BASE_URL !== '') return `${IMAGE_BASE_URL}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return (await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: key }))).split('?')[0] ?? '';
};
