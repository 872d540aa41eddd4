import type { PlatformAddresses } from '@ecommerce/platform';
import { LOCAL_STAGE } from '../platformTarget.ts';
import { paymentParameterName } from './payments.ts';

/** Reads the key with which browsers pay from the settings of payment. */
export const readPublishableKey = async ({ aws }: Pick<PlatformAddresses, 'aws'>): Promise<string | undefined> => {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const { ssm: endpoint, region, accessKeyId, secretAccessKey } = aws;
  const client = new SSMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    const Name = paymentParameterName(LOCAL_STAGE);
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    const { publishableKey } = JSON.parse(Parameter?.Value ?? '{}') as { publishableKey?: string };
    return publishableKey;
  } finally {
    client.destroy();
  }
};
