import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import type { Segment } from '../searchEngine/segment.ts';
import { decodeSegment, encodeSegment } from '../searchEngine/segmentFile.ts';

const { IMAGE_BUCKET: Bucket } = readEnvironment({ IMAGE_BUCKET: name });

const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });

/** The private part of the bucket that holds the index. */
const PREFIX = 'search/';

/** Writes a segment to a file of its own. A file never changes. */
export const putSegment = async (id: string, segment: Segment): Promise<string> => {
  const Key = `${PREFIX}${id}`;
  await s3.send(
    new PutObjectCommand({ Bucket, Key, Body: encodeSegment(segment), ContentType: 'application/octet-stream' }),
  );
  return Key;
};

/** Reads a segment; `undefined` if its file is gone, which a later one has then replaced, or of another format. */
export const readSegment = async (Key: string): Promise<Segment | undefined> => {
  try {
    const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return decodeSegment(await bytesOf(Body as AsyncIterable<Uint8Array>, ContentLength));
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return undefined;
    throw error;
  }
};

/** Reads a body into one piece of memory: collecting and joining its parts takes twice as much. */
const bytesOf = async (body: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const part of body) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Deletes files that were written before a moment, but for one. Idempotent. */
export const deleteSegments = async (before: Date, except: string): Promise<void> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: PREFIX }));
  for (const { Key, LastModified } of Contents) {
    const isOld = LastModified !== undefined && LastModified < before;
    if (isOld && Key !== except) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }
};
