import type { PlatformAddresses } from '@ecommerce/platform';

/** The addresses of a platform on which nothing runs but what a test starts. */
export const platformAddresses = (given: Partial<PlatformAddresses> = {}): PlatformAddresses => {
  const nowhere = 'http://127.0.0.1:9';
  return {
    urls: {},
    apis: {},
    aws: {
      ...{ dynamodb: nowhere, s3: nowhere, sqs: nowhere, sns: nowhere, cognito: nowhere },
      ...{ sfn: nowhere, ses: nowhere, ssm: nowhere, lambda: nowhere },
      ...{ region: 'eu-west-1', accessKeyId: 'local', secretAccessKey: 'local' },
    },
    resources: () => ({}),
    ...given,
  };
};
