import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, describe, expect, test } from '@jest/globals';
import { provider, providerParameters } from '../provider.ts';
import { order } from '../samples.ts';

const ssm = providerParameters();
const payments = await import('../../src/payment/paymentProvider.ts');
const { cancelPayment, createPayment, retrievePayment, metadataOfPayment, createRefund, verifyWebhook } = payments;
afterAll(() => provider.close());

const dueAt = new Date('2030-01-01T00:00:00.000Z');
const begin = async (changes: Parameters<typeof order>[0] = {}) => {
  const fresh = order({ orderId: crypto.randomUUID(), ...changes });
  const begun = await createPayment(fresh, dueAt);
  if (!begun) throw new Error('There is no provider');
  return { ...begun, order: fresh };
};

describe('creating a payment', () => {
  test('requests the order’s total in its currency, with its id as the key', async () => {
    const { payment, clientSecret, order } = await begin();

    expect(payment).toEqual({
      provider: 'test',
      paymentIntentId: expect.stringMatching(/^pi_/),
      livemode: false,
      dueAt: dueAt.toISOString(),
      capturedAmount: 0,
      refundedAmount: 0,
      refunds: {},
      failures: {},
    });
    expect(clientSecret).toContain('_secret_');
    expect(await provider.stripe.paymentIntents.retrieve(payment.paymentIntentId)).toMatchObject({
      amount: order.total,
      currency: 'usd',
      metadata: { orderId: order.orderId, shop: expect.stringMatching(/^eu-west-1\/.+/) },
    });
  });

  test('again for the same order returns the same payment and secret', async () => {
    const { payment, clientSecret, order } = await begin();

    const again = await createPayment(order, new Date('2030-02-01T00:00:00.000Z'));

    expect(again).toMatchObject({ payment: { paymentIntentId: payment.paymentIntentId }, clientSecret });
    expect(await retrievePayment(payment)).toEqual({ isPayable: true, clientSecret });
    expect(await metadataOfPayment(payment.paymentIntentId)).toMatchObject({ orderId: order.orderId });
  });

  test('again at another price creates another payment, once', async () => {
    const { payment, order } = await begin();
    const dearer = { ...order, total: order.total + 1 };

    const other = await createPayment(dearer, dueAt);

    expect(other?.payment.paymentIntentId).not.toBe(payment.paymentIntentId);
    expect((await createPayment(dearer, dueAt))?.clientSecret).toBe(other?.clientSecret);
  });

  test.each([
    ['small', 1],
    ['large', 100_000_000],
  ])('of an amount that is too %s is the caller’s mistake', async (size, total) => {
    await expect(createPayment({ ...order(), orderId: crypto.randomUUID(), total }, dueAt)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: 'total', message: `is too ${size} to be paid` }] },
    });
  });
});

describe('an order in another currency', () => {
  test.each([
    ['JPY', 1000, 1000],
    ['KWD', 5120, 5120],
    ['ISK', 500, 50_000],
    ['MGA', 1_230_000, 12_300],
  ])('of %s: %d minor units are a PaymentIntent of %d, paid and refunded as such', async (currency, total, amount) => {
    const { payment, order } = await begin({ currency, total });
    await provider.pay(payment);

    const paid = await cancelPayment(payment);
    await createRefund(order, payment, { key: 'k', amount: total, isRepeated: false });

    expect(await provider.stripe.paymentIntents.retrieve(payment.paymentIntentId)).toMatchObject({ amount });
    expect(paid).toEqual({ state: 'captured', capturedAmount: total });
    const { data: refunds } = await provider.stripe.refunds.list({ payment_intent: payment.paymentIntentId });
    expect(refunds.map((refund) => refund.amount)).toEqual([amount]);
  });

  test('that card networks cannot charge is the caller’s mistake', async () => {
    await expect(begin({ currency: 'KWD', total: 5124 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: {
        issues: [{ path: 'total', message: 'cannot be paid: card payments in KWD are multiples of 0.01' }],
      },
    });
  });
});

describe('cancelling a payment', () => {
  test('ends it, and is idempotent', async () => {
    const { payment } = await begin();

    expect(await cancelPayment(payment)).toEqual({ state: 'cancelled' });
    expect(await cancelPayment(payment)).toEqual({ state: 'cancelled' });
    await expect(provider.pay(payment)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  test('that was captured finds the money', async () => {
    const { payment, order } = await begin();
    await provider.pay(payment);

    expect(await cancelPayment(payment)).toEqual({ state: 'captured', capturedAmount: order.total });
  });

  test('that the provider does not know succeeds', async () => {
    const { payment } = await begin();

    expect(await cancelPayment({ ...payment, paymentIntentId: 'pi_unknown' })).toEqual({ state: 'cancelled' });
  });

  test('of another mode is not attempted', async () => {
    const { payment } = await begin();

    await expect(cancelPayment({ ...payment, livemode: true })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a refund', () => {
  const paid = async () => {
    const begun = await begin();
    await provider.pay(begun.payment);
    return begun;
  };

  test('is made once per key, even if the provider has forgotten the key', async () => {
    const { payment, order } = await paid();
    const ask = (isRepeated: boolean) => createRefund(order, payment, { key: 'k', amount: 100, isRepeated });
    const first = await ask(false);
    const forgotten = createRefund({ ...order, orderId: crypto.randomUUID() }, payment, {
      key: 'k',
      amount: 100,
      isRepeated: true,
    });

    expect(first).toEqual({ state: 'succeeded', refundId: expect.stringMatching(/^re_/) });
    expect(await ask(true)).toEqual(first);
    expect(await forgotten).toEqual(first);
    expect(await provider.ledger(payment)).toMatchObject({ refunded: 100 });
  });

  test('of more than was paid, or of an unpaid order, fails permanently', async () => {
    const { payment, order } = await paid();
    const unpaid = await begin();

    expect(await createRefund(order, payment, { key: 'k', amount: order.total + 1, isRepeated: false })).toEqual({
      state: 'failed',
    });
    expect(await createRefund(unpaid.order, unpaid.payment, { key: 'k', amount: 1, isRepeated: false })).toEqual({
      state: 'failed',
    });
  });
});

describe('an event', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const event = (changes: object = {}) =>
    JSON.stringify({
      ...{ id: 'evt_1', object: 'event', type: 'customer.created', created: now(), livemode: false },
      data: { object: { name: 'Zoë' } },
      ...changes,
    });

  test('that the provider signed is parsed', async () => {
    await expect(verifyWebhook(event(), provider.sign(event()))).resolves.toMatchObject({
      kind: 'other',
      eventId: 'evt_1',
    });
  });

  test.each([-299, 0, 299])('signed %d seconds from now is accepted', async (seconds) => {
    const header = provider.sign(event(), { timestamp: now() + seconds });

    await expect(verifyWebhook(event(), header)).resolves.toMatchObject({ eventId: 'evt_1' });
  });

  const refused: [string, () => [string, string | undefined]][] = [
    ['changed by one byte', () => [event().replace('Zoë', 'Zoe'), provider.sign(event())]],
    ['with a blank more', () => [`${event()} `, provider.sign(event())]],
    ['signed with another secret', () => [event(), provider.sign(event(), { secret: 'whsec_other' })]],
    ['signed six minutes ago', () => [event(), provider.sign(event(), { timestamp: now() - 360 })]],
    ['signed six minutes ahead', () => [event(), provider.sign(event(), { timestamp: now() + 360 })]],
    ['without a signature', () => [event(), undefined]],
    ['with an empty signature', () => [event(), '']],
    ['with a signature of no time', () => [event(), provider.sign(event()).replace(/t=\d+/, 't=soon')]],
    ['with a time that nobody signed', () => [event(), provider.sign(event()).replace(/t=\d+/, `t=${now() - 1}`)]],
    ['with two times', () => [event(), `${provider.sign(event(), { timestamp: now() - 360 })},t=${now()}`]],
    ['signed in another scheme only', () => [event(), provider.sign(event()).replace('v1=', 'v0=')]],
    ['that is no JSON', () => ['no JSON', provider.sign('no JSON')]],
  ];
  test.each(refused)('%s is rejected', async (_, make) => {
    const [body, header] = make();

    await expect(verifyWebhook(body, header)).rejects.toMatchObject({ code: 'INVALID_SIGNATURE' });
  });

  test.each([
    ['says nothing', '{}', ['id', 'type', 'livemode', 'created', 'data']],
    ['is a list', '[]', ['']],
    [
      'is of a payment without a sum',
      event({ type: 'payment_intent.succeeded', data: { object: { id: 'pi_1', currency: 'usd' } } }),
      ['amount_received'],
    ],
  ])('that is signed, and %s, is rejected, naming the invalid fields', async (_, body, paths) => {
    await expect(verifyWebhook(body, provider.sign(body))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: paths.map((path) => ({ path, message: expect.any(String) })) },
    });
  });

  test('with several signatures, as during the rotation of a secret, needs one valid one', async () => {
    const [time, right] = provider.sign(event()).split(',');

    await expect(verifyWebhook(event(), `${time},v1=${'0'.repeat(64)},${right}`)).resolves.toMatchObject({});
  });

  test('of live mode is rejected by a shop with test keys', async () => {
    const body = event({ livemode: true });

    await expect(verifyWebhook(body, provider.sign(body))).rejects.toMatchObject({ code: 'PAYMENT_MISMATCH' });
  });
});

test('the settings are read once and cached', () => {
  expect(ssm.commandCalls(GetParameterCommand)).toHaveLength(1);
});
