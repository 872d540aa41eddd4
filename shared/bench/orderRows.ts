import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableName } from './shop.ts';

const READ_AT_ONCE = 100;
const LOOK_MS = 200;

/** The fields of an order's row that the benchmarks use; an email is marked once SES has accepted it. */
export type OrderRow = {
  orderId: string;
  status: string;
  createdAt: string;
  updatedAt: string;
  mails?: { shipping?: { state: string; at: string } };
};

/**
 * Waits until all of these orders are in the wanted state and returns their rows.
 *
 * @param what the wanted state in words, for the error
 * @throws Error when they are not within `patienceMs`
 */
export const rowsOnce = async (
  client: DynamoDBClient,
  ids: readonly string[],
  { what, isSo, patienceMs }: { what: string; isSo: (row: OrderRow) => boolean; patienceMs: number },
): Promise<OrderRow[]> => {
  const dynamodb = DynamoDBDocumentClient.from(client);
  const table = tableName('orderService', 'Orders');
  const done: OrderRow[] = [];
  const waiting = new Set(ids);
  for (const until = Date.now() + patienceMs; waiting.size > 0; ) {
    if (Date.now() > until) throw new Error(`${waiting.size} of ${ids.length} orders are not ${what}`);
    const Keys = [...waiting].slice(0, READ_AT_ONCE).map((orderId) => ({ orderId }));
    const { Responses } = await dynamodb.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    const ready = ((Responses?.[table] ?? []) as OrderRow[]).filter(isSo);
    for (const { orderId } of ready) waiting.delete(orderId);
    done.push(...ready);
    if (ready.length < Keys.length) await sleep(LOOK_MS);
  }
  return done;
};
