import './imageEnvironment.ts';
import { readFileSync } from 'node:fs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, callsOf } from './sdkCalls.ts';

/** The AWS clients of the services with images, answering what a test tells them to. */
export const cloud = {
  cognito: mockClient(CognitoIdentityProviderClient),
  dynamodb: mockClient(DynamoDBDocumentClient),
  lambda: mockClient(LambdaClient),
  s3: mockClient(S3Client),
  ses: mockClient(SESClient),
  sns: mockClient(SNSClient),
  sqs: mockClient(SQSClient),
};

/** Forgets all answers and calls. Every client then answers `{}`, and no file has been uploaded. */
export const resetCloud = (): void => {
  for (const client of Object.values(cloud)) client.reset();
  cloud.cognito.onAnyCommand().resolves({});
  cloud.dynamodb.onAnyCommand().resolves({});
  cloud.lambda.onAnyCommand().resolves({});
  cloud.s3.onAnyCommand().resolves({});
  cloud.ses.onAnyCommand().resolves({});
  cloud.sns.onAnyCommand().resolves({});
  cloud.sqs.onAnyCommand().resolves({});
  cloud.s3.on(GetObjectCommand).rejects(awsError('NoSuchKey'));
  cloud.s3.on(HeadObjectCommand).rejects(awsError('NotFound'));
};

/** The AWS calls since the last reset: see `callsOf`. */
export const calls = (): string[] => callsOf(cloud);

/** A real image. */
export const png: Uint8Array = readFileSync(new URL('../../docs/images/fashion1.png', import.meta.url));

/** The bytes are there as the upload of the row. */
export const uploaded = (bytes: Uint8Array | string, { etag = '"e1"' }: { etag?: string } = {}) => {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  cloud.s3.on(HeadObjectCommand).resolves({ ETag: etag });
  cloud.s3.on(GetObjectCommand).resolves({
    ETag: etag,
    Body: { transformToByteArray: async () => all } as never,
  });
};

/** The event by which S3 tells of uploads. */
export const s3Event = (...keys: string[]) =>
  ({ Records: keys.map((key) => ({ s3: { bucket: { name: 'images' }, object: { key } } })) }) as never;
