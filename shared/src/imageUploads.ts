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
import { cleanImage, IMAGE_TYPES, type ImageType } from './images/cleanImage.ts';
import { ImageRefused } from './images/imageLimits.ts';
import { singleLineText } from './texts.ts';

/** The largest image that is published, in bytes. */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

/** How long an upload URL can be used, in seconds. */
const UPLOAD_URL_SECONDS = 300;

/** What S3 calls an object without a byte: the MD5 sum of nothing. */
const EMPTY_ETAG = '"d41d8cd98f00b204e9800998ecf8427e"';

/** A file's name: one path segment, 1 to 100 characters long, without control and format characters but those that join and part letters. */
export const FileName = singleLineText(100)
  .regex(/^(?:[^/\\\p{C}]|[\u200c\u200d])+$/u, 'must be one file name, without slashes or control characters')
  .refine((fileName) => fileName !== '.' && fileName !== '..', 'must be a file name')
  .refine((fileName) => !/%(2f|5c|00)/i.test(fileName), 'must not hold an encoded slash');

/** The two fields that every upload route takes. `image/jpg`, which clients often say, means `image/jpeg`. */
export const UploadFields = z.strictObject({
  fileName: FileName,
  fileType: z.preprocess((type) => (type === 'image/jpg' ? 'image/jpeg' : type), z.enum(IMAGE_TYPES)),
});

/** Who may ask for an upload URL, from `UPLOADS_BY`: `open` to anyone, or `admin`. */
export const uploadAudience = (): 'admin' | undefined =>
  readEnvironment({ UPLOADS_BY: z.enum(['open', 'admin']) }).UPLOADS_BY === 'admin' ? 'admin' : undefined;

const { IMAGE_BASE_URL } = readEnvironment({ IMAGE_BASE_URL: z.union([z.literal(''), z.url()]).default('') });

// Without WHEN_REQUIRED the SDK would sign a checksum of an empty body into the URL, and no upload could match it.
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });

/**
 * Names the upload's object. Its id is part of the key, so no client can overwrite another's file; so is the version of an image that
 * takes another's place, since what is published never changes.
 */
const keyBelow = (prefix: string, { id, version, fileName }: Upload): string =>
  version === undefined ? `${prefix}/${id}/${fileName}` : `${prefix}/${id}/${version}/${fileName}`;
const uploadKey = (upload: Upload): string => keyBelow('uploads', upload);
const imageKey = (upload: Upload): string => keyBelow('images', upload);

/**
 * A URL to which `curl -X PUT -T file "<url>"` uploads one image for 5 minutes, with no header needed.
 * The key is private until the upload has been checked.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
 */
export const createUploadUrl = (upload: Upload): Promise<string> =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket: upload.bucket, Key: uploadKey(upload) }), {
    expiresIn: UPLOAD_URL_SECONDS,
  });

/** An object that arrived under `uploads/`, named by its S3 event. `version`: of an image that takes another's place. */
export type Upload = { bucket: string; id: string; fileName: string; version?: string };

/** A version is a UUID. */
const VERSION = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What an event's object key says, or `undefined` when no upload URL of ours leads to such a key. */
export const parseUploadKey = (bucket: string, eventKey: string): Upload | undefined => {
  const [prefix, id, ...names] = decodeURIComponent(eventKey.replaceAll('+', ' ')).split('/');
  const fileName = names.pop();
  const [version, ...rest] = names;
  if (prefix !== 'uploads' || !id || !fileName || rest.length > 0) return undefined;
  if (version === undefined) return { bucket, id, fileName };
  return VERSION.test(version) ? { bucket, id, fileName, version } : undefined;
};

/** What the check of an upload found; `bytes` are those to publish. `gone`: handled before (a repeated event), or never there. */
export type UploadCheck =
  | { verdict: 'image'; type: ImageType; bytes: Uint8Array; etag: string }
  | { verdict: 'refused'; reason: string; etag: string }
  | { verdict: 'gone' };

/**
 * Reads the uploaded bytes themselves to their end: name and claimed type prove nothing. An image of an allowed type within the limits
 * passes, without its metadata; anything else is refused with the reason.
 */
export const checkUpload = async (upload: Upload): Promise<UploadCheck> => {
  try {
    const object = await s3.send(
      new GetObjectCommand({
        Bucket: upload.bucket,
        Key: uploadKey(upload),
        Range: `bytes=0-${MAX_IMAGE_BYTES}`, // one byte more than may be there
      }),
    );
    const etag = object.ETag ?? '';
    const file = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    if (file.length > MAX_IMAGE_BYTES)
      return { verdict: 'refused', reason: `larger than ${MAX_IMAGE_BYTES} bytes`, etag };
    return await cleanImage(file).then(
      (image): UploadCheck => ({ verdict: 'image', ...image, etag }),
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
 * Writes a checked image to its public place and answers its address. What is at the public place already was checked too and stays:
 * neither a repeated event nor a later upload takes the place of a published image.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const publishImage = async (
  upload: Upload,
  { type, bytes }: { type: ImageType; bytes: Uint8Array },
): Promise<string> => {
  const { bucket } = upload;
  const Key = imageKey(upload);
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key,
        Body: bytes,
        IfNoneMatch: '*',
        ContentType: type,
        CacheControl: 'public, max-age=31536000, immutable', // the key holds the id: the bytes behind it never change
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'PreconditionFailed')) throw error;
  }
  return publicUrl(bucket, Key);
};

/**
 * Removes an upload that was published or refused. Doing it twice is doing it once.
 *
 * @param etag removes it only while it holds these bytes: a better file that has taken their place stays for its own event
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

/** Removes a published image. Doing it twice is doing it once. */
export const deleteImage = async (upload: Upload): Promise<void> => {
  await s3.send(new DeleteObjectCommand({ Bucket: upload.bucket, Key: imageKey(upload) }));
};

/** Whether a file has been uploaded and not been handled yet. */
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
 * A published image's address: below `IMAGE_BASE_URL` where images are served by something else than the bucket; else the object's own,
 * which is what the SDK signs, without the signature: right for every region and endpoint.
 */
const publicUrl = async (bucket: string, key: string): Promise<string> => {
  if (IMAGE_BASE_URL !== '') return `${IMAGE_BASE_URL}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return (await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: key }))).split('?')[0] ?? '';
};
