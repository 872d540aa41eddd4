import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_STAGE, localClient, type PlatformFile, readPlatformFile } from '../../cli/platformTarget.ts';

/** A table's, function's or queue's physical name in the stage under test, e.g. `resourceName('orderService', 'Orders')`. */
export const resourceName = (service: string, name: string): string =>
  `${service}-${readPlatformFile().stage ?? LOCAL_STAGE}-${name}`;

/** Runs a function as its schedule does. @throws Error with what it threw */
export const runScheduled = async (lambda: LambdaClient, service: string, name: string): Promise<void> => {
  const FunctionName = resourceName(service, name);
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError) throw new Error(Buffer.from(Payload ?? []).toString());
};

/** The AWS clients of one platform; `destroy` them after use. */
export const platformClients = (platform: PlatformFile) => {
  const tables = new DynamoDBClient(localClient(platform, 'dynamodb'));
  const clients = {
    lambda: new LambdaClient(localClient(platform, 'lambda')),
    s3: new S3Client({ ...localClient(platform, 's3'), forcePathStyle: true }),
    sns: new SNSClient(localClient(platform, 'sns')),
    sqs: new SQSClient(localClient(platform, 'sqs')),
  };
  return {
    ...clients,
    platform,
    dynamodb: DynamoDBDocumentClient.from(tables),
    destroy: () => {
      for (const client of [tables, ...Object.values(clients)]) client.destroy();
    },
  };
};
export type PlatformClients = ReturnType<typeof platformClients>;
