import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { AwsClientStub } from 'aws-sdk-client-mock';
import { awsError } from '../../../shared/test/sdkCalls.ts';

/** The files of a bucket, by key. */
export type Files = Map<string, { bytes: Uint8Array; at: Date }>;

/** Makes a mocked S3 keep files, and forgets its calls. */
export const inMemory = (s3: AwsClientStub<S3Client>, files: Files): void => {
  s3.reset();
  s3.onAnyCommand().resolves({});
  s3.on(PutObjectCommand).callsFake(({ Key, Body }) => {
    files.set(Key, { bytes: Body, at: new Date() });
    return {};
  });
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const file = files.get(Key);
    if (!file) throw awsError('NoSuchKey');
    return { Body: Readable.from([file.bytes]), ContentLength: file.bytes.length };
  });
  s3.on(DeleteObjectCommand).callsFake(({ Key }) => {
    files.delete(Key);
    return {};
  });
  s3.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
    Contents: [...files].filter(([Key]) => Key.startsWith(Prefix)).map(([Key, { at }]) => ({ Key, LastModified: at })),
  }));
};
