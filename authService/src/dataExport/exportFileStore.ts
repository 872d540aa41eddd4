import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';

const { EXPORT_BUCKET: Bucket } = readEnvironment({ EXPORT_BUCKET: name });
const s3 = new S3Client({});

/** Has browsers save the file instead of showing it. */
const DISPOSITION = 'attachment; filename="personal-data.json"';

/** How long the address of a file works, in seconds. */
const ADDRESS_SECONDS = 300;

const folderOf = (userId: string): string => `exports/${userId}/`;
const keyOf = (userId: string, exportId: string): string => `${folderOf(userId)}${exportId}`;

/** Stores the file of an export while it is written, in parts. It appears when it is complete, and replaces that of an earlier attempt. */
export const storeExportFile = async (userId: string, exportId: string, text: AsyncIterable<string>): Promise<void> => {
  const file = { Key: keyOf(userId, exportId), ContentType: 'application/json', ContentDisposition: DISPOSITION };
  await new Upload({ client: s3, params: { Bucket, Body: Readable.from(text), ...file } }).done();
};

/** Deletes the file of an export, if there is one. */
export const deleteExportFile = async (userId: string, exportId: string): Promise<void> => {
  await s3.send(new DeleteObjectCommand({ Bucket, Key: keyOf(userId, exportId) }));
};

/** Deletes the files of all exports of an account: a few at most. */
export const deleteExportFiles = async (userId: string): Promise<void> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: folderOf(userId) }));
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
};

/** Returns an address from which anyone can download the file of an export for five minutes. */
export const addressOfExportFile = (userId: string, exportId: string): Promise<string> =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: keyOf(userId, exportId) }), { expiresIn: ADDRESS_SECONDS });
