import { afterAll, expect, test } from '@jest/globals';
import { order, settled, startSetting } from './setting.ts';

const setting = await startSetting();
const { stripe, entryOf } = setting;
afterAll(() => setting.close());

const pay = (orderId: string, payment_method = 'pm_card_visa') =>
  stripe.paymentIntents.create({ ...order(orderId), payment_method, confirm: true });
const typesOf = async (id: string) => {
  await settled(setting);
  return setting.hook.requests
    .filter(({ event }) => JSON.stringify(event.data).includes(id))
    .map(({ event }) => event.type)
    .sort();
};

test('refunds the whole payment when no amount is named', async () => {
  const { id } = await pay('all');

  const refund = await stripe.refunds.create({
    payment_intent: id,
    reason: 'requested_by_customer',
    metadata: { orderId: 'all', key: 'k' },
    expand: ['charge'],
  });

  expect(refund).toMatchObject({
    id: expect.stringMatching(/^re_/),
    amount: 1250,
    currency: 'eur',
    status: 'succeeded',
    payment_intent: id,
    reason: 'requested_by_customer',
    metadata: { orderId: 'all', key: 'k' },
    charge: { amount_refunded: 1250, refunded: true },
  });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ id: refund.id, charge: expect.any(String) });
  expect(await entryOf('all')).toMatchObject({ captured: 1250, refunded: 1250 });
  expect(await typesOf(id)).toEqual(['charge.refunded', 'payment_intent.succeeded', 'refund.created']);
});

test('refunds one part after another, but never more than was paid', async () => {
  const { id } = await pay('parts');
  await stripe.refunds.create({ payment_intent: id, amount: 1000 });

  await expect(stripe.refunds.create({ payment_intent: id, amount: 251 })).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
    statusCode: 400,
    param: 'amount',
    message: 'Refund amount (€2.51) is greater than unrefunded amount on charge (€2.50)',
  });
  expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(250);
  await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  });
  expect(await entryOf('parts')).toMatchObject({ refunded: 1250 });
  const { data } = await stripe.refunds.list({ payment_intent: id });
  expect(data.map(({ amount }) => amount)).toEqual([250, 1000]);
});

test('refunds once per idempotency key, even for ten requests at once', async () => {
  const { id } = await pay('once');
  const refund = () => stripe.refunds.create({ payment_intent: id, amount: 100 }, { idempotencyKey: 'once-1' });

  const refunds = await Promise.all(Array.from({ length: 10 }, refund));

  expect(new Set(refunds.map((each) => each.id)).size).toBe(1);
  expect(await entryOf('once')).toMatchObject({ refunded: 100 });
});

test('concurrent refunds never exceed the payment', async () => {
  const { id } = await pay('at once');

  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () => stripe.refunds.create({ payment_intent: id, amount: 500 })),
  );

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(await entryOf('at once')).toMatchObject({ refunded: 1000 });
});

test('refunds nothing of an unpaid payment', async () => {
  const open = await stripe.paymentIntents.create(order('open'));

  await expect(stripe.refunds.create({ payment_intent: open.id })).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('does not have a successful charge to refund'),
  });
  await expect(stripe.refunds.create({ payment_intent: 'pi_none' })).rejects.toMatchObject({
    code: 'resource_missing',
  });
  await expect(stripe.refunds.create({})).rejects.toMatchObject({ statusCode: 400 });
});

test('a pending refund waits until it is settled, and a failed one can be repeated', async () => {
  const { id } = await pay('slow', 'pm_card_pendingRefund');
  const first = await stripe.refunds.create({ payment_intent: id });
  expect(first.status).toBe('pending');

  await setting.ask(`/test/refunds/${first.id}/settle`, { status: 'failed' });
  expect(await stripe.refunds.retrieve(first.id)).toMatchObject({ status: 'failed', failure_reason: 'unknown' });
  expect(await entryOf('slow')).toMatchObject({ refunded: 0 });

  const second = await stripe.refunds.create({ payment_intent: id });
  await setting.ask(`/test/refunds/${second.id}/settle`, { status: 'succeeded' });
  expect((await stripe.refunds.retrieve(second.id)).status).toBe('succeeded');
  expect(await entryOf('slow')).toMatchObject({ refunded: 1250 });
  expect(await typesOf(id)).toEqual(
    expect.arrayContaining(['refund.created', 'refund.failed', 'refund.updated', 'refund.updated']),
  );
});
