import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Account, call, type Reply } from '../../cli/shopClient.ts';
import { tryPayment } from '../../cli/testPayment.ts';
import { fulfilmentActions } from './fulfilmentActions.ts';
import { orderRows } from './orderInvariants.ts';
import { type PlatformClients, resourceName, runScheduled } from './platformClients.ts';

type Shop = Pick<PlatformClients, 'platform' | 'dynamodb' | 'lambda'>;

/** An order of a customer, as its checkout answered it. */
export type Bought = { id: string; clientSecret: string; customer: Account };
export type CheckoutAnswer = { id: string; payment: { clientSecret: string }; code?: string; productId?: string };

const LOOK_MS = 200;
const TIMEOUT_MS = 120_000;

type Watch = { id: string; states: string[]; until: number; resolve(state: string): void; reject(error: Error): void };

/** Looks at all orders together that somebody waits for: one by one, looking would be most of the platform's work. */
const watchOrders = (shop: Pick<Shop, 'dynamodb'>) => {
  let waiting: Watch[] = [];
  let isLooking = false;

  const look = async (): Promise<void> => {
    const rows = await orderRows(
      shop,
      waiting.map(({ id }) => id),
    );
    const states = new Map(rows.map(({ orderId, status }) => [orderId, status]));
    waiting = waiting.filter(({ id, ...watch }) => {
      const state = states.get(id);
      const isOver = state !== undefined && !watch.states.includes(state);
      if (isOver) watch.resolve(state);
      else if (Date.now() > watch.until) watch.reject(new Error(`still ${state}`));
      else return true;
      return false;
    });
  };
  const keepLooking = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (; waiting.length > 0; await sleep(LOOK_MS)) {
      await look().catch((error: Error) => {
        for (const { reject } of waiting.splice(0)) reject(error);
      });
    }
    isLooking = false;
  };

  return ({ id }: Pick<Bought, 'id'>, ...states: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      waiting.push({ id, states, until: Date.now() + TIMEOUT_MS, resolve, reject });
      void keepLooking();
    });
};

/** What customers, their browsers, an administrator and the passing of time do to a shop whose orders are paid by the test provider. */
export const checkoutActions = (shop: Shop) => {
  const { platform, dynamodb, lambda } = shop;
  const TableName = resourceName('orderService', 'Orders');
  const control = (path: string, body: object) => call(`${platform.payments}/test/${path}`, { body });

  const watch = watchOrders(shop);

  /** The time to pay an order is over, and it is to be looked after. */
  const passTime = async (order: Pick<Bought, 'id'>): Promise<void> => {
    const update = new UpdateCommand({
      ...{ TableName, Key: { orderId: order.id }, UpdateExpression: 'SET payment.dueAt = :past, nextCheckAt = :past' },
      ExpressionAttributeValues: { ':past': new Date(Date.now() - 1000).toISOString() },
      ConditionExpression: 'attribute_exists(nextCheckAt)',
    });
    try {
      await dynamodb.send(update);
    } catch (error) {
      const { name } = error as Error;
      if (name === 'ConditionalCheckFailedException') return; // it ships
      if (name !== 'TransactionConflictException') throw error;
      await sleep(LOOK_MS); // its invoice is being written
      await passTime(order);
    }
  };

  let publishableKey: Promise<string> | undefined;
  const keyOf = async (id: string) =>
    (await call<{ publishableKey: string }>(`${platform.payments}/test/payments/${id}`)).body.publishableKey;

  return {
    /** Waits until the order has left these states; two minutes at most. Answers the state that it is in. */
    leaves: watch,

    /**
     * A customer whose unpaid orders are as many as may be waits until one of them is settled.
     *
     * @param body nothing for the cart
     */
    checkout: async (customer: Account, body?: object, key: string = randomUUID()): Promise<Reply<CheckoutAnswer>> => {
      for (const end = Date.now() + TIMEOUT_MS; ; await sleep(LOOK_MS)) {
        const reply = await call<CheckoutAnswer>(`${platform.order}/checkout`, {
          ...{ method: 'POST', body: body ?? {}, token: customer.idToken },
          headers: { 'idempotency-key': key },
        });
        if (reply.body.code !== 'TOO_MANY_UNPAID_ORDERS' || Date.now() > end) return reply;
      }
    },

    /** Pays as a browser would. Answers the provider's status: 402 for a declined card, 400 where it is paid or over. */
    pay: async ({ id, clientSecret }: Bought, card?: string): Promise<number> => {
      publishableKey ??= keyOf(id).catch((error) => {
        publishableKey = undefined;
        throw error;
      });
      const keys = { clientSecret, publishableKey: await publishableKey };
      return (await tryPayment(platform.payments ?? '', keys, card)).status;
    },

    /** The customer cancels. Answers the status: 409 where the order has ended otherwise. */
    cancel: async ({ id, customer }: Bought): Promise<number> => {
      const { status } = await call(`${platform.order}/orders/${id}/cancel`, {
        method: 'POST',
        token: customer.idToken,
      });
      return status;
    },

    refund: async ({ id }: Bought, admin: Account, amount?: number, key: string = randomUUID()): Promise<number> => {
      const { status } = await call(`${platform.order}/orders/${id}/refund`, {
        ...{ body: amount === undefined ? {} : { amount }, token: admin.idToken },
        headers: { 'idempotency-key': key },
      });
      return status;
    },

    /** Keeps the provider's events of an order back until `release`. */
    hold: ({ id }: Bought) => control('hold', { order: id }),
    release: ({ id }: Bought, reversed = false) => control('release', { order: id, reversed }),

    /** Has the provider send all events of an order again. */
    sendAgain: async ({ id }: Bought, times: number): Promise<void> => {
      const { body } = await call<{ event: string }[]>(`${platform.payments}/test/deliveries?order=${id}`);
      await Promise.all(
        [...new Set(body.map(({ event }) => event))].map((event) => control(`events/${event}/send`, { times })),
      );
    },

    passTime,
    ...fulfilmentActions(shop),

    /** Runs the function that looks after orders which stand still, as its schedule does. */
    sweepOrders: () => runScheduled(lambda, 'orderService', 'sweepOrders'),
  };
};
export type CheckoutActions = ReturnType<typeof checkoutActions>;
