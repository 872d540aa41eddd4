import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { type OrderRow, scanAll } from './orderInvariants.ts';
import { resourceName } from './platformClients.ts';

/** Lets the time pass for which messages that the killed process held stay hidden. */
const outlastHiddenMessages = (directory: string): void => {
  const database = new DatabaseSync(join(directory, 'state', 'storage', 'messaging.sqlite'));
  database.exec('DELETE FROM heldMessages');
  database.close();
};

/** Lets a minute pass for the claims on mails and the messages that the killed process held: they would keep those mails back for so long. */
export const outlastMailClaims = async (directory: string, { region }: { region: string }): Promise<void> => {
  const orders = resourceName('orderService', 'Orders');
  const tables = await startDynamoDb({
    port: 0,
    region,
    accountId: '000000000000',
    directory: join(directory, 'state', 'dynamodb'),
  });
  const client = new DynamoDBClient({
    endpoint: tables.url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const dynamodb = DynamoDBDocumentClient.from(client);
  for (const { orderId, mails } of await scanAll<OrderRow>({ dynamodb }, orders)) {
    for (const [kind] of Object.entries(mails).filter(([, { state }]) => state === 'sending')) {
      await dynamodb.send(
        new UpdateCommand({
          TableName: orders,
          Key: { orderId },
          UpdateExpression: 'SET mails.#kind.#at = :then',
          ExpressionAttributeNames: { '#kind': kind, '#at': 'at' },
          ExpressionAttributeValues: { ':then': new Date(Date.now() - 61_000).toISOString() },
        }),
      );
    }
  }
  client.destroy();
  await tables.close();
  outlastHiddenMessages(directory);
};
