import { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';

const { PRODUCT_FILES_BUCKET: Bucket } = readEnvironment({ PRODUCT_FILES_BUCKET: name });
const s3 = new S3Client({});

/** Has browsers save the file instead of showing it. */
const DISPOSITION = 'attachment; filename="products.csv"';

/** How long the address of a file works, in seconds. */
const ADDRESS_SECONDS = 300;

const keyOf = (exportId: string): string => `exports/${exportId}.csv`;

/** Stores the file of an export while it is written, in parts. It appears when it is complete, and replaces that of an earlier attempt. */
export const storeExport = async (exportId: string, text: AsyncIterable<string>): Promise<void> => {
  const file = { Key: keyOf(exportId), ContentType: 'text/csv; charset=utf-8', ContentDisposition: DISPOSITION };
  await new Upload({ client: s3, params: { Bucket, Body: Readable.from(text), ...file } }).done();
};

/** Returns an address from which anyone can download the file of an export for five minutes. */
export const addressOfExport = (exportId: string): Promise<string> =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: keyOf(exportId) }), { expiresIn: ADDRESS_SECONDS });
