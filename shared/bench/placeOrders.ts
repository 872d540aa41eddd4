import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { PlatformFile } from '../cli/platformTarget.ts';
import { type Account, call } from '../cli/shopClient.ts';
import { tableName } from './shop.ts';

const READ_AT_ONCE = 100;
const LOOK_MS = 200;

/** Orders that have shipped. */
export type ShippedOrders = {
  /** From the first request to the last mail, in seconds. */
  seconds: number;
  /** From each order's acceptance to its mail, in milliseconds. */
  waits: number[];
};

/**
 * Orders `count` times, each customer's next order after the answer to the last, and waits until all have shipped and their mails are sent.
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
  let next = 0;
  await Promise.all(
    customers.map(async ({ idToken: token }) => {
      while (next < count) {
        const id = products[next++ % products.length];
        const { status, body } = await call(`${order}/create-order`, { body: { id, quantity: 1 }, token });
        if (status !== 201) throw new Error(`create-order: ${status} ${JSON.stringify(body)}`);
        ids.push(String(body.orderId));
      }
    }),
  );
  const rows = await shipped(dynamodb, ids, Date.now() + 120_000);
  const mailed = rows.map(({ mails }) => Date.parse(mails?.shipping?.at ?? ''));
  return {
    seconds: (Math.max(...mailed) - started) / 1000,
    waits: rows.map(({ createdAt }, index) => (mailed[index] ?? Number.NaN) - Date.parse(createdAt)),
  };
};

/** An order's row, as far as this looks at it; the mail's mark is written once SES has taken the mail. */
type OrderRow = { orderId: string; createdAt: string; mails?: { shipping?: { state: string; at: string } } };

async function shipped(dynamodb: DynamoDBClient, ids: string[], until: number): Promise<OrderRow[]> {
  const done: OrderRow[] = [];
  const waiting = new Set(ids);
  while (waiting.size > 0) {
    if (Date.now() > until) throw new Error(`${waiting.size} of ${ids.length} orders have not shipped`);
    const rows = await readRows(dynamodb, [...waiting].slice(0, READ_AT_ONCE));
    const ready = rows.filter(({ mails }) => mails?.shipping?.state === 'sent');
    for (const row of ready) waiting.delete(row.orderId);
    done.push(...ready);
    if (ready.length < rows.length) await sleep(LOOK_MS);
  }
  return done;
}

async function readRows(dynamodb: DynamoDBClient, ids: string[]): Promise<OrderRow[]> {
  const table = tableName('orderService', 'Orders');
  const Keys = ids.map((orderId) => ({ orderId: { S: orderId } }));
  const { Responses } = await dynamodb.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
  );
  return (Responses?.[table] ?? []).map((item) => unmarshall(item) as OrderRow);
}
