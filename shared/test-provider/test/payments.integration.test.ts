import { afterAll, describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { API_VERSION } from '../src/eventLog.ts';
import type { LedgerEntry } from '../src/ledger.ts';
import { clientOf, order, secrets, startSetting } from './setting.ts';

const setting = await startSetting();
const { stripe, entryOf } = setting;
afterAll(() => setting.close());

const visa = { payment_method: 'pm_card_visa' };
const refusal = (type: string, code: string | undefined, statusCode = 400) => ({ type, code, statusCode });

test('speaks the API version of the stripe package', () => {
  expect(API_VERSION).toBe(Stripe.API_VERSION);
});

describe('a payment', () => {
  test('is created open, with amount, currency, metadata and a client secret', async () => {
    const payment = await stripe.paymentIntents.create({ ...order('new'), currency: 'EUR', description: 'Shoes' });

    expect(payment).toMatchObject({
      id: expect.stringMatching(/^pi_3\w{22}$/),
      object: 'payment_intent',
      amount: 1250,
      amount_received: 0,
      currency: 'eur',
      metadata: { orderId: 'new' },
      description: 'Shoes',
      status: 'requires_payment_method',
      latest_charge: null,
      livemode: false,
      automatic_payment_methods: { enabled: true, allow_redirects: 'always' },
    });
    expect(payment.client_secret).toMatch(new RegExp(`^${payment.id}_secret_\\w{22}$`));
    expect(payment.lastResponse).toMatchObject({ apiVersion: API_VERSION, requestId: expect.stringMatching(/^req_/) });
    expect(await stripe.paymentIntents.retrieve(payment.id)).toEqual(payment);
  });

  test('is charged once when it is confirmed', async () => {
    const { id } = await stripe.paymentIntents.create(order('paid'));

    const paid = await stripe.paymentIntents.confirm(id, { ...visa, expand: ['latest_charge'] });

    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1250, payment_method: 'pm_card_visa' });
    expect(paid.latest_charge).toMatchObject({ object: 'charge', amount: 1250, paid: true, payment_intent: id });
    await expect(stripe.paymentIntents.confirm(id, visa)).rejects.toMatchObject({
      ...refusal('StripeInvalidRequestError', 'payment_intent_unexpected_state'),
      message: expect.stringContaining('already succeeded'),
      payment_intent: { id, status: 'succeeded' },
    });
    expect(await entryOf('paid')).toMatchObject({ captured: 1250, refunded: 0, captures: 1, status: 'succeeded' });
  });

  test('can be created and confirmed in one call', async () => {
    expect(await stripe.paymentIntents.create({ ...order('at once'), ...visa, confirm: true })).toMatchObject({
      status: 'succeeded',
    });
  });

  test.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('stays open when %s is declined, and can be paid afterwards', async (card, code, decline) => {
    const { id } = await stripe.paymentIntents.create(order(card));

    const declined = stripe.paymentIntents.confirm(id, { payment_method: card });

    await expect(declined).rejects.toMatchObject({
      ...refusal('StripeCardError', code, 402),
      decline_code: decline,
      charge: expect.stringMatching(/^ch_/),
      payment_intent: { id, status: 'requires_payment_method', last_payment_error: { code, type: 'card_error' } },
    });
    expect(await entryOf(card)).toMatchObject({ captured: 0, declines: 1, captures: 0 });
    expect((await stripe.paymentIntents.confirm(id, visa)).status).toBe('succeeded');
  });

  test('is cancelled once, with its reason, and cannot be confirmed afterwards', async () => {
    const { id } = await stripe.paymentIntents.create(order('cancelled'));

    const cancelled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });

    expect(cancelled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect(cancelled.canceled_at).toBeGreaterThan(1_700_000_000);
    const state = refusal('StripeInvalidRequestError', 'payment_intent_unexpected_state');
    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject(state);
    await expect(stripe.paymentIntents.confirm(id, visa)).rejects.toMatchObject(state);
    expect(await entryOf('cancelled')).toMatchObject({ captured: 0, captures: 0 });
  });

  test('cannot be cancelled once it has succeeded', async () => {
    const { id } = await stripe.paymentIntents.create({ ...order('too late'), ...visa, confirm: true });

    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
      ...refusal('StripeInvalidRequestError', 'payment_intent_unexpected_state'),
      message: expect.stringContaining('status of succeeded'),
    });
  });

  test('can be updated while it is open: metadata keys are set and removed', async () => {
    const { id } = await stripe.paymentIntents.create({ ...order('changed'), metadata: { a: '1', b: '2' } });

    const changed = await stripe.paymentIntents.update(id, { amount: 900, metadata: { a: '', c: '3' } });

    expect(changed).toMatchObject({ amount: 900, metadata: { b: '2', c: '3' } });
    expect(changed.metadata).not.toHaveProperty('a');
  });
});

describe('concurrent requests:', () => {
  test('two confirms charge once', async () => {
    const { id } = await stripe.paymentIntents.create(order('twice'));

    const outcomes = await Promise.allSettled([1, 2, 3].map(() => stripe.paymentIntents.confirm(id, visa)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await entryOf('twice')).toMatchObject({ captures: 1, captured: 1250 });
  });

  test('exactly one of a confirm and a cancel wins', async () => {
    const runs = Array.from({ length: 20 }, async (_, index) => {
      const { id } = await stripe.paymentIntents.create(order(`race ${index}`));
      const confirm = () => stripe.paymentIntents.confirm(id, visa);
      const cancel = () => stripe.paymentIntents.cancel(id);
      const outcomes = await Promise.allSettled(index % 2 ? [confirm(), cancel()] : [cancel(), confirm()]);
      const won = outcomes.filter(({ status }) => status === 'fulfilled').length;
      const { status } = await stripe.paymentIntents.retrieve(id);
      const { captured } = (await entryOf(id)) ?? {};
      return { won, fits: captured === (status === 'succeeded' ? 1250 : 0) && status !== 'requires_payment_method' };
    });

    expect(await Promise.all(runs)).toEqual(runs.map(() => ({ won: 1, fits: true })));
  });
});

describe('an idempotency key', () => {
  const idempotencyKey = (key: string) => ({ idempotencyKey: key });

  test('repeats the first answer for the same request', async () => {
    const first = await stripe.paymentIntents.create(order('key'), idempotencyKey('order-1'));
    await stripe.paymentIntents.cancel(first.id);

    const again = await stripe.paymentIntents.create(order('key'), idempotencyKey('order-1'));

    expect(again).toEqual(first);
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    });
    expect(await setting.ask('/ledger?order=key')).toHaveLength(1);
  });

  test('creates one payment for ten requests at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, () => stripe.paymentIntents.create(order('ten'), idempotencyKey('ten'))),
    );

    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  test('is rejected for other parameters and for another endpoint', async () => {
    const { id } = await stripe.paymentIntents.create(order('first'), idempotencyKey('order-2'));
    const misuse = refusal('StripeIdempotencyError', undefined);

    await expect(stripe.paymentIntents.create(order('first', 99), idempotencyKey('order-2'))).rejects.toMatchObject({
      ...misuse,
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'order-2' if you meant to execute a different request.",
    });
    await expect(stripe.paymentIntents.cancel(id, {}, idempotencyKey('order-2'))).rejects.toMatchObject({
      ...misuse,
      message: expect.stringContaining("'/v1/payment_intents'"),
    });
  });

  test('has at most 255 characters', async () => {
    expect((await stripe.paymentIntents.create(order('long'), idempotencyKey('k'.repeat(255)))).id).toMatch(/^pi_/);
    await expect(stripe.paymentIntents.create(order('longer'), idempotencyKey('k'.repeat(256)))).rejects.toMatchObject({
      message: expect.stringContaining('has 256'),
    });
  });

  test('repeats a decline, but forgets an invalid request', async () => {
    const { id } = await stripe.paymentIntents.create(order('declined once'));
    const confirm = (payment_method: string) =>
      stripe.paymentIntents.confirm(id, { payment_method }, idempotencyKey('try'));
    await expect(confirm('pm_card_chargeDeclined')).rejects.toMatchObject({ statusCode: 402 });
    await expect(confirm('pm_card_chargeDeclined')).rejects.toMatchObject({ statusCode: 402 });
    expect(await entryOf('declined once')).toMatchObject({ declines: 1 });

    const make = (amount: number) => stripe.paymentIntents.create(order('invalid', amount), idempotencyKey('made'));
    await expect(make(0)).rejects.toMatchObject({ statusCode: 400 });
    expect((await make(500)).amount).toBe(500);
  });
});

describe('is rejected as Stripe rejects it:', () => {
  type Case = [string, () => Promise<unknown>, object];
  const create = (params: object) => () => stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams);
  const cases: Case[] = [
    ['a missing amount', create({ currency: 'eur' }), { code: 'parameter_missing', param: 'amount' }],
    ['a fraction', create({ ...order('x'), amount: 12.5 }), { code: 'parameter_invalid_integer', param: 'amount' }],
    ['less than the least charge', create(order('x', 49)), { code: 'amount_too_small', param: 'amount' }],
    ['more than eight digits', create(order('x', 100_000_000)), { code: 'amount_too_large', param: 'amount' }],
    ['an unknown currency', create({ ...order('x'), currency: 'abc' }), { param: 'currency' }],
    [
      'payment_method_types, which it took until September 2026',
      create({ ...order('x'), payment_method_types: ['card'] }),
      { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
    ],
    ['an unknown parameter', create({ ...order('x'), colour: 'red' }), { code: 'parameter_unknown', param: 'colour' }],
    [
      'metadata over 500 characters',
      create({ ...order('x'), metadata: { a: 'x'.repeat(501) } }),
      { param: 'metadata[a]' },
    ],
    [
      'an unknown card',
      create({ ...order('x'), payment_method: 'pm_none', confirm: true }),
      { code: 'resource_missing' },
    ],
    [
      'an unknown payment',
      () => stripe.paymentIntents.retrieve('pi_none'),
      { code: 'resource_missing', statusCode: 404 },
    ],
    [
      'a confirm without a card',
      async () => {
        const { id } = await stripe.paymentIntents.create(order('no card'));
        return stripe.paymentIntents.confirm(id);
      },
      { code: 'payment_intent_unexpected_state' },
    ],
    ['an unknown path', () => stripe.customers.list(), { statusCode: 404 }],
  ];

  test.each(cases)('%s', async (_, ask, detail) => {
    await expect(ask()).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, ...detail });
  });

  test.each([
    ['no known key', 'sk_test_wrong', 'StripeAuthenticationError', 401],
    ['a live key', secrets.secretKey.replace('_test_', '_live_'), 'StripeAuthenticationError', 401],
    ['the publishable key', secrets.publishableKey, 'StripePermissionError', 403],
  ])('a call with %s', async (_, key, type, statusCode) => {
    const { paymentIntents } = clientOf(setting.provider.url, key);

    await expect(paymentIntents.create(order('key'))).rejects.toMatchObject({ type, statusCode });
  });
});

describe('finding payments', () => {
  test('works by metadata and status', async () => {
    const open = await stripe.paymentIntents.create(order('found'));
    await stripe.paymentIntents.create({ ...order('found'), ...visa, confirm: true });

    const found = await stripe.paymentIntents.search({
      query: "metadata['orderId']:'found' AND status:'requires_payment_method'",
    });

    expect(found.data.map(({ id }) => id)).toEqual([open.id]);
  });

  test('works page by page, newest first, and the client iterates over all pages', async () => {
    const first = await stripe.paymentIntents.list({ limit: 2 });
    const second = await stripe.paymentIntents.list({ limit: 2, starting_after: String(first.data[1]?.id) });
    const all: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ limit: 3 })) all.push(id);

    expect(first.has_more).toBe(true);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(all.slice(0, 4));
    expect(all).toHaveLength((await setting.ask<LedgerEntry[]>('/ledger')).length);
  });
});
