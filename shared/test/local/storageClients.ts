import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

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
  return {
    s3,
    sqs,
    sns,
    destroy: () => {
      for (const client of [s3, sqs, sns]) client.destroy();
    },
  };
};
