import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { PolicyDocument } from '../../../src/aws/storage/bucketPolicy.ts';
import { startStorageAndMessaging } from '../../../src/aws/storage.ts';
import { startProcess } from '../../crashingProcess.ts';

export const platform = {
  port: 0,
  region: 'eu-west-1',
  accountId: '000000000000',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
};

/** SDK clients set up as a function of ours has them: endpoint from outside, nothing else. */
export const clients = (endpoint: string) => {
  const settings = { endpoint, region: platform.region, credentials: platform.credentials, maxAttempts: 1 };
  const s3 = new S3Client({ ...settings, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  const destroy = () => {
    for (const client of [s3, sqs, sns]) client.destroy();
  };
  return { s3, sqs, sns, destroy };
};

/** Starts storages with their clients and remembers them, so that a test that fails leaves nothing running. */
export const openStorages = () => {
  const closers: (() => unknown)[] = [];
  return {
    /** In this process. */
    start: async (directory?: string) => {
      const storage = await startStorageAndMessaging({ ...platform, ...(directory !== undefined && { directory }) });
      const ends = clients(storage.url);
      closers.push(storage.close, ends.destroy);
      return { ...storage, ...ends };
    },
    /** In a process of its own, that can be killed. */
    startDoomed: async (directory: string) => {
      const doomed = await startProcess(new URL('storageProgram.ts', import.meta.url), directory);
      const ends = clients(doomed.url);
      closers.push(doomed.kill, ends.destroy);
      return { ...doomed, ...ends };
    },
    closeAll: async () => {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
};

/** The bucket that the tests of S3 work in. */
export const Bucket = 'pictures';

/** The few things that tests do with objects of that bucket. */
const objectsOf = ({ s3 }: { s3: S3Client }) => ({
  put: (Key: string, Body: string | Buffer = 'x', more: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
  get: (Key: string, more: { Range?: string } = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more })),
  /** A URL for a PUT, as our upload services make it. */
  presignPut: (Key: string, { expiresIn = 300, ...more }: { expiresIn?: number; signingDate?: Date } = {}) =>
    getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), { expiresIn, ...more }),
  presignGet: (Key: string) => getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 300 }),
});

/**
 * A storage in this process with that bucket, for all tests of a file.
 *
 * @returns a directory for files too, that `close` removes
 */
export const openBucket = async ({ inMemory = false } = {}) => {
  const directory = await mkdtemp(join(tmpdir(), 'storage-'));
  const { start, closeAll } = openStorages();
  const storage = await start(inMemory ? undefined : join(directory, 'state'));
  await storage.s3.send(new CreateBucketCommand({ Bucket }));
  const close = async () => {
    await closeAll();
    await rm(directory, { recursive: true });
  };
  return { storage, objects: objectsOf(storage), directory, close };
};

/** As the stacks have it: anyone may read images, nobody without TLS. */
export const publicImages: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/images/*` },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};
