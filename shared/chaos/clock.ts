import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CheckoutActions } from '../test/e2e/checkoutCustomers.ts';
import { inParallel } from '../test/e2e/inParallel.ts';
import { scanAll } from '../test/e2e/orderInvariants.ts';
import { type PlatformClients, resourceName } from '../test/e2e/platformClients.ts';
import { writePaths } from '../test/writePaths.ts';

/**
 * Lets time pass for orders: what waits for minutes on AWS waits for seconds in a run. This is the one file of the harness that knows how an
 * order's row keeps time.
 */

/** An order's row, as far as it waits for something. */
type WaitingOrder = {
  orderId: string;
  status: string;
  /** When the order is looked after; not there once nothing must happen to it any more. */
  nextCheckAt?: string;
  updatedAt: string;
  payment?: { dueAt: string };
  mails: Record<string, { state: string; at: string }>;
};

/** An order whose row has not changed for so long is looked after: on AWS it is five minutes. */
const STANDING_MS = 5000;

/** A claim that old has no holder any more: it is longer than `sendMail` may run. */
const DEAD_CLAIM_MS = 16_000;

const isOpen = ({ nextCheckAt }: WaitingOrder): boolean => nextCheckAt !== undefined;
const isPast = (time: string, milliseconds = 0): boolean => Date.now() - Date.parse(time) > milliseconds;
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

/** Whether it waits for its customer, and may do so for a while. */
const awaitsCustomer = ({ status, payment }: WaitingOrder): boolean =>
  status === 'awaiting_payment' && payment !== undefined && !isPast(payment.dueAt);

/** The clock of a run. */
export const createClock = (shop: PlatformClients, actions: Pick<CheckoutActions, 'passTime' | 'sweepOrders'>) => {
  const table = resourceName('orderService', 'Orders');
  const lookedAfter = new Map<string, number>();
  const orders = () => scanAll<WaitingOrder>(shop, table);

  const makeDue = async (due: WaitingOrder[]): Promise<void> => {
    await inParallel(due, 10, ({ orderId }) =>
      writePaths(shop.dynamodb, table, { orderId }, { nextCheckAt: ago(1000) }, 'nextCheckAt'),
    );
    for (const { orderId } of due) lookedAfter.set(orderId, Date.now());
    if (due.length > 0) await actions.sweepOrders();
  };

  return {
    /** Has orders looked after that stand still, each once in five seconds. Those that wait for their customers go on waiting. */
    tick: async (): Promise<void> => {
      const standing = (await orders()).filter(
        (order) =>
          isOpen(order) &&
          !awaitsCustomer(order) &&
          isPast(order.updatedAt, STANDING_MS) &&
          Date.now() - (lookedAfter.get(order.orderId) ?? 0) > STANDING_MS,
      );
      await makeDue(standing);
    },

    /** Lets all times pass for which anything waits: to pay, to be looked after, until the claim on a mail ends. */
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
      await makeDue(open.filter((order) => !awaitsCustomer(order)));
    },

    /** How many of these orders have each status; `lost` where there is no row. */
    outcomes: async (orderIds: string[]): Promise<Record<string, number>> => {
      const statuses = new Map((await orders()).map(({ orderId, status }) => [orderId, status]));
      const groups = Map.groupBy(orderIds, (id) => statuses.get(id) ?? 'lost');
      return Object.fromEntries([...groups].map(([status, ids]) => [status, ids.length]));
    },
  };
};

/** Lets the minute pass for which the claim on a mail holds, unless it was given back or its mail sent meanwhile. */
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
