import './environment.ts';
import { setTimeout } from 'node:timers/promises';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startDynamoDb } from '../../shared/local/aws/dynamodb.ts';
import { createTable } from '../../shared/test/tables.ts';
import type { Order } from '../src/order/order.ts';
import { newPayment } from '../src/order/payment.ts';
import type { PaidOrder } from '../src/payment/paymentStore.ts';
import { order } from './samples.ts';

const server = await startDynamoDb({ port: 0, transactionMs: 30 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const store = await import('../src/order/orderStore.ts');
const { beginRefund, completePaidOrder } = await import('../src/payment/paymentStore.ts');
const { newRefund } = await import('../src/refund/refunds.ts');
const { claimMail, listOrders, markMailSent, moveOrder, readOrder, recordOrder, releaseMail } = store;

beforeAll(() => createTable('Orders', 'orderId', { byCustomer: 'customerId', byCustomerStatus: 'customerStatus' }));
afterAll(() => server.close());

/** A new order of a new customer in the table. */
const stored = async (changes: Partial<Order> = {}): Promise<Order> => {
  const fresh = order({ orderId: crypto.randomUUID(), customerId: crypto.randomUUID(), ...changes });
  await recordOrder(fresh);
  return fresh;
};

describe('a new row', () => {
  test('is read back as it was written', async () => {
    const fresh = await stored();

    await expect(readOrder(fresh.orderId)).resolves.toMatchObject(fresh);
  });

  test('never replaces the one that stands', async () => {
    const first = await stored();

    await expect(recordOrder({ ...first, currency: 'EUR' })).resolves.toMatchObject(first);
    await expect(readOrder(first.orderId)).resolves.toMatchObject({ currency: 'USD' });
  });
});

describe('a new row whose answer was lost', () => {
  test('is known as the one that was written when it is written again, also with a payment', async () => {
    const payment = newPayment({ provider: 'test', livemode: false, paymentIntentId: 'pi_1', dueAt: '2026-01-02' });
    for (const fresh of [await stored(), await stored({ payment })]) {
      expect(await recordOrder(fresh)).toBe(fresh);
    }
  });

  test('is not taken for that of a twin, or for one that has moved on', async () => {
    const fresh = await stored();
    const twin = { ...fresh, createdAt: '2026-01-02T03:04:05.679Z' };
    expect(await recordOrder(twin)).not.toBe(twin);

    await moveOrder(fresh, 'shipping');
    expect(await recordOrder(fresh)).not.toBe(fresh);
  });
});

test('a move or a change of a mail’s state that meets a transaction on the order is made after it', async () => {
  const fresh = await stored();
  const { orderId } = fresh;
  const hold = async () => {
    const ConditionCheck = { TableName: 'Orders', Key: { orderId }, ConditionExpression: 'attribute_exists(orderId)' };
    const transaction = dynamodb.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck }] }));
    await setTimeout(5); // long enough for the request to arrive, shorter than it is held
    return { transaction };
  };

  const first = await hold();
  await expect(moveOrder(fresh, 'shipping')).resolves.toMatchObject({ status: 'shipping' });
  await first.transaction;
  const second = await hold();
  const claim = { key: 'shipping' as const, order: fresh, claimedAt: new Date().toISOString() };
  await expect(releaseMail(claim)).resolves.toBeUndefined();
  await second.transaction;
});

describe('a move', () => {
  test.each([
    ['pending', 'shipping', 'shipping'],
    ['pending', 'rejected', 'rejected'],
    ['shipping', 'rejected', 'shipping'],
    ['rejected', 'shipping', 'rejected'],
    ['shipping', 'shipping', 'shipping'],
  ] as const)('from %s to %s leaves the order %s', async (from, to, result) => {
    const fresh = await stored({ status: from });

    const moved = await moveOrder(fresh, to);

    expect(moved.status).toBe(result);
    await expect(readOrder(fresh.orderId)).resolves.toMatchObject({ status: result });
  });

  test('of all that are tried at once, one is made', async () => {
    const fresh = await stored();

    const results = await Promise.all([
      ...Array.from({ length: 5 }, () => moveOrder(fresh, 'shipping')),
      ...Array.from({ length: 5 }, () => moveOrder(fresh, 'rejected', 'out of stock')),
    ]);

    expect(new Set(results.map(({ status }) => status)).size).toBe(1);
  });

  test('of another customer’s order is refused', async () => {
    const fresh = await stored();

    await expect(moveOrder({ ...fresh, customerId: 'mallory' }, 'rejected')).rejects.toThrow('There is no order');
    await expect(readOrder(fresh.orderId)).resolves.toMatchObject({ status: 'pending' });
  });
});

describe('the claim on a mail', () => {
  const claim = (fresh: Order) => claimMail('received', fresh.orderId, { requestHash: fresh.requestHash });
  const advance = (seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + seconds * 1000);

  beforeEach(() => {
    jest.restoreAllMocks();
  });

  test('is granted to one of all that ask at once', async () => {
    const fresh = await stored();

    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(fresh)));

    expect(claims.filter((one) => one?.claimedAt !== undefined)).toHaveLength(1);
    expect(claims.every((one) => one?.order.orderId === fresh.orderId)).toBe(true);
  });

  test('that a crash left is granted again when its lease is over, and not before', async () => {
    const fresh = await stored();
    await claim(fresh);

    advance(store.MAIL_LEASE_SECONDS - 5);
    const before = await claim(fresh);
    jest.restoreAllMocks();
    advance(store.MAIL_LEASE_SECONDS + 5);
    const after = await claim(fresh);

    expect(before?.claimedAt).toBeUndefined();
    expect(after?.claimedAt).toEqual(expect.any(String));
  });

  test('is never granted again once the mail was sent', async () => {
    const fresh = await stored();
    const first = await claim(fresh);
    if (first) await markMailSent(first);
    advance(10 * store.MAIL_LEASE_SECONDS);

    const again = await claim(fresh);

    expect(again?.claimedAt).toBeUndefined();
    expect(again?.order.mails.received?.state).toBe('sent');
  });

  test('that was given back is granted at once', async () => {
    const fresh = await stored();
    const first = await claim(fresh);
    if (first) await releaseMail(first);

    await expect(claim(fresh)).resolves.toMatchObject({ claimedAt: expect.any(String) });
  });

  test('that another call took over is not given back', async () => {
    const fresh = await stored();
    const first = await claim(fresh);
    advance(store.MAIL_LEASE_SECONDS + 5);
    await claim(fresh);

    if (first) await releaseMail(first);

    expect((await readOrder(fresh.orderId))?.mails.received?.state).toBe('sending');
  });

  test('is not granted on an order that is something else, which it answers', async () => {
    const fresh = await stored();

    const claims = [
      await claimMail('shipping', fresh.orderId, { status: 'shipping' }),
      await claimMail('received', fresh.orderId, { requestHash: 'other' }),
    ];

    for (const one of claims) {
      expect(one?.claimedAt).toBeUndefined();
      expect(one?.order).toMatchObject({ status: 'pending', mails: {} });
    }
  });

  test('for an event is granted once for each id', async () => {
    const fresh = await stored();
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];

    const first = await claimMail(one, fresh.orderId, {});
    if (first) await markMailSent(first);
    const again = await claimMail(one, fresh.orderId, {});
    const second = await claimMail(other, fresh.orderId, {});

    expect(first?.claimedAt).toEqual(expect.any(String));
    expect(again?.claimedAt).toBeUndefined();
    expect(second?.claimedAt).toEqual(expect.any(String));
    expect(again?.order.mails).toMatchObject({ [one]: { state: 'sent' } });
  });

  test('on an order that is not there is nothing', async () => {
    await expect(claimMail('received', crypto.randomUUID(), { requestHash: 'x' })).resolves.toBeUndefined();
  });

  describe('of shipping, once sent,', () => {
    const shipped = async (changes: Partial<Order> = {}) => {
      const fresh = await stored(changes);
      if (fresh.payment) await completePaidOrder({ ...fresh, payment: fresh.payment });
      await moveOrder(fresh, 'shipping');
      return fresh.orderId;
    };
    const claimShipping = async (orderId: string) => {
      const one = await claimMail('shipping', orderId, { status: 'shipping' });
      if (!one) throw new Error('There is no order');
      return one;
    };
    const payment = newPayment({
      ...{ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: '2026-01-02T03:34:05.678Z' },
    });

    test('closes the order, which is looked after until then', async () => {
      const orderId = await shipped();
      expect(await readOrder(orderId)).toHaveProperty('openUntil');

      await markMailSent(await claimShipping(orderId));

      const closed = await readOrder(orderId);
      expect(closed).toMatchObject({ mails: { shipping: { state: 'sent' } } });
      expect(closed).not.toHaveProperty('openUntil');
      expect(closed).not.toHaveProperty('openIn');
    });

    test.each(['before', 'after'] as const)('leaves open what a refund was begun for %s the claim', async (when) => {
      const orderId = await shipped({ payment: { ...payment, capturedAmount: 500 } });
      const begin = async () =>
        beginRefund((await readOrder(orderId)) as PaidOrder, 'k', newRefund(100, 'by the shop'));

      if (when === 'before') await begin();
      const one = await claimShipping(orderId);
      if (when === 'after') await begin();
      await markMailSent(one);

      expect(await readOrder(orderId)).toMatchObject({
        mails: { shipping: { state: 'sent' } },
        openIn: orderId.charAt(0),
        openUntil: expect.any(String),
      });
    });
  });

  test('of one kind does not touch another kind’s', async () => {
    const fresh = await stored();
    await claim(fresh);
    await moveOrder(fresh, 'shipping');

    await expect(claimMail('shipping', fresh.orderId, { status: 'shipping' })).resolves.toMatchObject({
      claimedAt: expect.any(String),
    });
  });
});

describe('a customer’s list', () => {
  const customer = 'list-customer';
  const ids = ({ items }: { items: Order[] }) => items.map(({ orderId }) => orderId);
  const placed: Order[] = [];

  beforeAll(async () => {
    for (let day = 1; day <= 5; day += 1) {
      const createdAt = `2026-01-0${day}T00:00:00.000Z`;
      placed.unshift(await stored({ customerId: customer, createdAt }));
      await stored({ createdAt });
    }
    for (const shipped of placed.slice(0, 2)) await moveOrder(shipped, 'shipping');
  });

  test('holds this customer’s orders alone, newest first', async () => {
    await expect(listOrders(customer, undefined, { limit: 100 }).then(ids)).resolves.toEqual(
      placed.map(({ orderId }) => orderId),
    );
  });

  test('comes in pages that together are the whole', async () => {
    const pages: Order[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listOrders(customer, undefined, { limit: 2, cursor });
      pages.push(page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(ids({ items: pages.flat() })).toEqual(placed.map(({ orderId }) => orderId));
  });

  test('of one status follows the moves of the orders', async () => {
    await expect(listOrders(customer, 'shipping', { limit: 100 }).then(ids)).resolves.toEqual(
      ids({ items: placed.slice(0, 2) }),
    );
    await expect(listOrders(customer, 'pending', { limit: 100 }).then(ids)).resolves.toEqual(
      ids({ items: placed.slice(2) }),
    );
    await expect(listOrders(customer, 'rejected', { limit: 100 })).resolves.toEqual({ items: [] });
  });

  test('is not reached by the cursor of another list', async () => {
    const { nextCursor } = await listOrders(customer, undefined, { limit: 1 });

    const page = await listOrders('somebody-else', undefined, { limit: 100, cursor: nextCursor });

    expect(page.items).toEqual([]);
  });
});
