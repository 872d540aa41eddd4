import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';

const { INVOICE_BUCKET } = readEnvironment({ INVOICE_BUCKET: name });
const s3 = new S3Client({});

/** Reads the stored PDF of a document, by its key; `undefined` if none is stored. */
export const readDocumentFile = async (Key: string): Promise<Uint8Array | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: INVOICE_BUCKET, Key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return undefined;
    throw error;
  }
};

/**
 * Stores the PDF of a document, unless one is stored already.
 *
 * @returns the one that is stored
 */
export const storeDocumentFile = async (Key: string, pdf: Uint8Array): Promise<Uint8Array> => {
  const once = { IfNoneMatch: '*' }; // a document never changes, whichever release rendered it first
  try {
    await s3.send(
      new PutObjectCommand({ Bucket: INVOICE_BUCKET, Key, Body: pdf, ContentType: 'application/pdf', ...once }),
    );
    return pdf;
  } catch (error) {
    if (!isNamed(error, 'PreconditionFailed', 'ConditionalRequestConflict')) throw error;
    return (await readDocumentFile(Key)) ?? pdf;
  }
};
