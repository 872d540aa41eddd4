import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsUrls } from './endpoints.ts';

/** Creates the clients with which the platform creates stacks' resources on its own endpoints. */
export const createClients = (
  urls: AwsUrls,
  region: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
) => {
  const common = { region, credentials };
  return {
    dynamodb: new DynamoDBClient({ ...common, endpoint: urls.dynamodb }),
    s3: new S3Client({ ...common, endpoint: urls.s3, forcePathStyle: true }),
    sns: new SNSClient({ ...common, endpoint: urls.sns }),
    sqs: new SQSClient({ ...common, endpoint: urls.sqs }),
  };
};
