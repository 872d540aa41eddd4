import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CheckoutActions } from '../test/e2e/checkoutCustomers.ts';
import { inParallel } from '../test/e2e/inParallel.ts';
import { scanAll } from '../test/e2e/orderInvariants.ts';
import { type PlatformClients, resourceName } from '../test/e2e/platformClients.ts';
import { writePaths } from '../test/writePaths.ts';

/**
 * Makes time pass for orders: what takes minutes on AWS takes seconds in a run. Only this file of the harness knows how an order's row
 * stores times.
 */

/** The fields of an order's row that say what it waits for. */
type WaitingOrder = {
  orderId: string;
  status: string;
  /** When the next check of the order is due; absent once the order needs no more checks. */
  nextCheckAt?: string;
  updatedAt: string;
  payment?: { dueAt: string };
  mails: Record<string, { state: string; at: string }>;
};

/** How long an order's row stays unchanged before the order is checked; five minutes on AWS. */
const CHECK_AFTER_MS = 5000;

/** Age of a claim on an email after which its owner is dead: longer than `sendMail` may run. */
const DEAD_CLAIM_MS = 16_000;

const isOpen = ({ nextCheckAt }: WaitingOrder): boolean => nextCheckAt !== undefined;
const isPast = (time: string, milliseconds = 0): boolean => Date.now() - Date.parse(time) > milliseconds;
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

/** Whether the order waits for its customer and is not yet overdue. */
const awaitsCustomer = ({ status, payment }: WaitingOrder): boolean =>
  status === 'awaiting_payment' && payment !== undefined && !isPast(payment.dueAt);

/** Creates the clock of a run. */
export const createClock = (shop: PlatformClients, actions: Pick<CheckoutActions, 'passTime' | 'sweepOrders'>) => {
  const table = resourceName('orderService', 'Orders');
  const lookedAfter = new Map<string, number>();
  /** Whether the last check was long ago: more checks at once would only fill the queues. */
  const isLongAgo = ({ orderId }: WaitingOrder): boolean =>
    Date.now() - (lookedAfter.get(orderId) ?? 0) > CHECK_AFTER_MS;
  const orders = () => scanAll<WaitingOrder>(shop, table);

  const makeDue = async (due: WaitingOrder[]): Promise<void> => {
    await inParallel(due, 10, ({ orderId }) =>
      writePaths(shop.dynamodb, table, { orderId }, { nextCheckAt: ago(1000) }, 'nextCheckAt'),
    );
    for (const { orderId } of due) lookedAfter.set(orderId, Date.now());
    if (due.length > 0) await actions.sweepOrders();
  };

  return {
    /** Has stalled orders checked, each at most once in five seconds. Orders that wait for their customers go on waiting. */
    tick: async (): Promise<void> => {
      const standing = (await orders()).filter(
        (order) =>
          isOpen(order) && !awaitsCustomer(order) && isPast(order.updatedAt, CHECK_AFTER_MS) && isLongAgo(order),
      );
      await makeDue(standing);
    },

    /** Makes every deadline pass: for payments, for checks of orders, and for claims on emails. */
    passAll: async (): Promise<void> => {
      const rows = await orders();
      const claims = rows.flatMap(({ orderId, mails }) =>
        Object.entries(mails)
          .filter(([, { state, at }]) => state === 'sending' && isPast(at, DEAD_CLAIM_MS))
          .map(([key, { at }]) => ({ orderId, key, at })),
      );
      await inParallel(claims, 10, (claim) => outlastClaim(shop, table, claim));
      const open = rows.filter(isOpen);
      await inParallel(open.filter(awaitsCustomer), 10, ({ orderId }) => actions.passTime({ id: orderId }));
      await makeDue(open.filter((order) => !awaitsCustomer(order) && isLongAgo(order)));
    },

    /** Counts these orders by status; `lost` for those without a row. */
    outcomes: async (orderIds: string[]): Promise<Record<string, number>> => {
      const statuses = new Map((await orders()).map(({ orderId, status }) => [orderId, status]));
      const groups = Map.groupBy(orderIds, (id) => statuses.get(id) ?? 'lost');
      return Object.fromEntries([...groups].map(([status, ids]) => [status, ids.length]));
    },
  };
};

/** Makes the claim on an email expire (a minute on AWS), unless it was released or its email sent in the meantime. */
const outlastClaim = async (
  { dynamodb }: Pick<PlatformClients, 'dynamodb'>,
  TableName: string,
  { orderId, key, at }: { orderId: string; key: string; at: string },
): Promise<void> => {
  const command = new UpdateCommand({
    ...{ TableName, Key: { orderId } },
    UpdateExpression: 'SET mails.#key.#at = :past',
    ConditionExpression: 'mails.#key.#at = :at AND mails.#key.#state = :sending',
    ExpressionAttributeNames: { '#key': key, '#at': 'at', '#state': 'state' },
    ExpressionAttributeValues: { ':past': ago(61_000), ':at': at, ':sending': 'sending' },
  });
  await dynamodb.send(command).catch((error: Error) => {
    if (error.name !== 'ConditionalCheckFailedException') throw error;
  });
};
