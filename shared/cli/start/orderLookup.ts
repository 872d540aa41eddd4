import type { PlatformAddresses } from '@ecommerce/platform';
import type { OrderRow } from '../orderRow.ts';
import { LOCAL_STAGE } from '../platformTarget.ts';

export type OrderLookup = (orderId: string) => Promise<OrderRow | undefined>;

/** Returns a function that reads orders from the platform's database. The AWS SDK is loaded for the first one. */
export const orderLookup = ({ aws }: Pick<PlatformAddresses, 'aws'>): OrderLookup => {
  const loading = async () => {
    const [{ DynamoDBClient }, { DynamoDBDocumentClient }, { readOrderRow }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('@aws-sdk/lib-dynamodb'),
      import('../orderRow.ts'),
    ]);
    const { accessKeyId, secretAccessKey, region, dynamodb: endpoint } = aws;
    const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const documents = DynamoDBDocumentClient.from(client);
    return (orderId: string) => readOrderRow(documents, LOCAL_STAGE, orderId);
  };
  let loaded: ReturnType<typeof loading> | undefined;
  return async (orderId) => {
    loaded ??= loading();
    return (await loaded)(orderId);
  };
};
