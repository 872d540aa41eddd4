import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PlatformFile } from '../cli/platformTarget.ts';
import { type Account, call } from '../cli/shopClient.ts';
import { byClients } from './clients.ts';
import { rowsOnce } from './orderRows.ts';

/** Orders that have shipped. */
export type ShippedOrders = {
  /** From the first request to the last email, in seconds. */
  seconds: number;
  /** From each order's acceptance to its email, in milliseconds. */
  waits: number[];
};

/**
 * Places `count` orders, each customer's next one after the answer to the last, and waits until all have shipped and their emails are
 * sent.
 *
 * @throws Error when an order is not accepted, or not shipped within two minutes after the last one
 */
export const placeOrders = async (
  { order }: PlatformFile,
  dynamodb: DynamoDBClient,
  { customers, products, count }: { customers: Account[]; products: string[]; count: number },
): Promise<ShippedOrders> => {
  const ids: string[] = [];
  const started = Date.now();
  await byClients(customers, count, async (index, { idToken: token }) => {
    const id = products[index % products.length];
    const { status, body } = await call(`${order}/create-order`, { body: { id, quantity: 1 }, token });
    if (status !== 201) throw new Error(`create-order: ${status} ${JSON.stringify(body)}`);
    ids.push(String(body.orderId));
  });
  const rows = await rowsOnce(dynamodb, ids, {
    what: 'shipped',
    isSo: ({ mails }) => mails?.shipping?.state === 'sent',
    patienceMs: 120_000,
  });
  const mailed = rows.map(({ mails }) => Date.parse(mails?.shipping?.at ?? ''));
  return {
    seconds: (Math.max(...mailed) - started) / 1000,
    waits: rows.map(({ createdAt }, index) => (mailed[index] ?? Number.NaN) - Date.parse(createdAt)),
  };
};
