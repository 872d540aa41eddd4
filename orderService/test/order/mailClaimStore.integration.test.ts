import '../environment.ts';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createTable } from '../../../shared/test/tables.ts';
import type { Order } from '../../src/order/order.ts';
import { order } from '../samples.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { confirmOrder, readOrder, recordOrder } = await import('../../src/order/orderStore.ts');
const { claimMail, MAIL_LEASE_SECONDS, markMailSent, releaseMail } = await import('../../src/order/mailClaimStore.ts');

beforeAll(() => createTable('Orders', 'orderId'));
afterAll(() => server.close());

/** A new order of a new customer in the table. */
const stored = async (changes: Partial<Order> = {}): Promise<Order> => {
  const fresh = order({ orderId: crypto.randomUUID(), customerId: crypto.randomUUID(), ...changes });
  await recordOrder(fresh);
  return fresh;
};

describe('the claim on an email', () => {
  const claim = (fresh: Order) => claimMail('received', fresh.orderId, {});
  const advance = (seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + seconds * 1000);

  beforeEach(() => {
    jest.restoreAllMocks();
  });

  test('is granted to one of several concurrent calls', async () => {
    const fresh = await stored();

    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(fresh)));

    expect(claims.filter((one) => one?.claimedAt !== undefined)).toHaveLength(1);
    expect(claims.every((one) => one?.order.orderId === fresh.orderId)).toBe(true);
  });

  test('left by a crash is granted again when it expires, and not before', async () => {
    const fresh = await stored();
    await claim(fresh);

    advance(MAIL_LEASE_SECONDS - 5);
    const before = await claim(fresh);
    jest.restoreAllMocks();
    advance(MAIL_LEASE_SECONDS + 5);
    const after = await claim(fresh);

    expect(before?.claimedAt).toBeUndefined();
    expect(after?.claimedAt).toEqual(expect.any(String));
  });

  test('is never granted again once the email was sent', async () => {
    const fresh = await stored();
    const first = await claim(fresh);
    if (first) await markMailSent(first);
    advance(10 * MAIL_LEASE_SECONDS);

    const again = await claim(fresh);

    expect(again?.claimedAt).toBeUndefined();
    expect(again?.order.mails.received?.state).toBe('sent');
  });

  test('that was released is granted at once', async () => {
    const fresh = await stored();
    const first = await claim(fresh);
    if (first) await releaseMail(first);

    await expect(claim(fresh)).resolves.toMatchObject({ claimedAt: expect.any(String) });
  });

  test('that another call took over is not released', async () => {
    const fresh = await stored();
    const first = await claim(fresh);
    advance(MAIL_LEASE_SECONDS + 5);
    await claim(fresh);

    if (first) await releaseMail(first);

    expect((await readOrder(fresh.orderId))?.mails.received?.state).toBe('sending');
  });

  test('is not granted for an order in another status, which is returned', async () => {
    const fresh = await stored();

    const claims = [
      await claimMail('shipping', fresh.orderId, { status: 'shipping' }),
      await claimMail('cancelled', fresh.orderId, { status: 'cancelled' }),
    ];

    for (const one of claims) {
      expect(one?.claimedAt).toBeUndefined();
      expect(one?.order).toMatchObject({ status: 'pending', mails: {} });
    }
  });

  test('for an event is granted once per id', async () => {
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

  test('for a missing order is undefined', async () => {
    await expect(claimMail('received', crypto.randomUUID(), {})).resolves.toBeUndefined();
  });

  test('of one kind does not affect another kind', async () => {
    const fresh = await stored();
    await claim(fresh);
    await confirmOrder(fresh);

    await expect(claimMail('shipping', fresh.orderId, { status: 'shipping' })).resolves.toMatchObject({
      claimedAt: expect.any(String),
    });
  });
});
