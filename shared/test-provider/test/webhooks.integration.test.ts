import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { type Delivery, retryAfterMs } from '../src/deliveries.ts';
import { startPaymentProvider } from '../src/provider.ts';
import { clientOf, eventually, order, type Setting, secrets, settled, startHook, startSetting } from './setting.ts';

let setting: Setting;
const opened: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(async () => {
  await setting.close();
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

const visa = { payment_method: 'pm_card_visa' };
const pay = (orderId: string, { stripe } = setting) =>
  stripe.paymentIntents.create({ ...order(orderId), ...visa, confirm: true }, { idempotencyKey: `key-${orderId}` });
const deliveriesOf = (query = '') => setting.ask<Delivery[]>(`/test/deliveries${query}`);

test("receives a signed event in Stripe's format for a payment", async () => {
  const { id, lastResponse } = await pay('told');
  await settled(setting);

  const [request] = setting.hook.requests;
  const event = Stripe.webhooks.constructEvent(
    String(request?.body),
    String(request?.headers['stripe-signature']),
    secrets.webhookSecret,
  );
  expect(event).toMatchObject({
    id: expect.stringMatching(/^evt_/),
    object: 'event',
    api_version: Stripe.API_VERSION,
    type: 'payment_intent.succeeded',
    livemode: false,
    pending_webhooks: 1,
    request: { id: lastResponse.requestId, idempotency_key: 'key-told' },
    data: { object: { id, amount_received: 1250, currency: 'eur', livemode: false, metadata: { orderId: 'told' } } },
  });
  expect(setting.hook.requests).toHaveLength(1);
  expect(await setting.stripe.events.retrieve(event.id)).toMatchObject({ id: event.id, pending_webhooks: 0 });
});

test('detects a changed byte, another secret and an old timestamp', async () => {
  await pay('tampered');
  await settled(setting);
  const { body = '', headers } = setting.hook.requests[0] ?? {};
  const signature = String(headers?.['stripe-signature']);
  const check =
    (text: string, secret = secrets.webhookSecret, at = Date.now()) =>
    () =>
      Stripe.webhooks.constructEvent(text, signature, secret, 300, undefined, at);

  expect(check(body)).not.toThrow();
  expect(check(body.replace('1250', '1251'))).toThrow('No signatures found');
  expect(check(body, 'whsec_other')).toThrow('No signatures found');
  expect(check(body, secrets.webhookSecret, Date.now() + 301_000)).toThrow('tolerance');
});

test('receives declines, cancellations and refunds, and all events can be listed', async () => {
  const { stripe } = setting;
  const { id } = await stripe.paymentIntents.create(order('story'));
  await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }).catch(() => undefined);
  await stripe.paymentIntents.confirm(id, visa);
  await stripe.refunds.create({ payment_intent: id, amount: 1 });
  const other = await stripe.paymentIntents.create(order('other'));
  await stripe.paymentIntents.cancel(other.id);
  await settled(setting);

  expect(setting.hook.types().sort()).toEqual([
    'charge.refunded',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.succeeded',
    'refund.created',
  ]);
  const declined = setting.hook.requests.find(({ event }) => event.type === 'payment_intent.payment_failed')?.event;
  expect(declined?.data.object).toMatchObject({ id, last_payment_error: { message: 'Your card was declined.' } });
  const { data } = await stripe.events.list({ limit: 100 });
  expect(data.map(({ type }) => type)).toEqual([
    'payment_intent.canceled',
    'payment_intent.created',
    'charge.refunded',
    'refund.created',
    'payment_intent.succeeded',
    'charge.succeeded',
    'payment_intent.payment_failed',
    'charge.failed',
    'payment_intent.created',
  ]);
  const { data: paid } = await stripe.events.list({ type: 'payment_intent.succeeded' });
  expect(paid).toHaveLength(1);
});

describe('an event that the webhook does not accept', () => {
  test('is signed and sent again until the webhook answers 2xx', async () => {
    setting.hook.statuses.push(404, 500);
    await pay('refused');

    const [delivery] = await settled(setting);

    expect(delivery).toMatchObject({ state: 'delivered', attempts: 3, type: 'payment_intent.succeeded' });
    expect(delivery?.answers.map(({ status }) => status)).toEqual([404, 500, 200]);
    expect(delivery?.answers[0]?.reason).toBe('answered');
    expect(new Set(setting.hook.requests.map(({ event }) => event.id)).size).toBe(1);
    const signatures = setting.hook.requests.map(({ headers }) => headers['stripe-signature']);
    expect(new Set(signatures).size).toBeGreaterThan(1);
  });

  test('does not hold up others, and a redirect is not a success', async () => {
    setting.hook.statuses.push(302);
    await pay('first');
    await eventually(() => setting.hook.requests.length === 1);
    await pay('second');

    await eventually(() => setting.hook.requests.length === 2);

    expect(await deliveriesOf('?order=first')).toMatchObject([{ state: 'pending', answers: [{ status: 302 }] }]);
    expect(await eventually(async () => (await deliveriesOf('?order=second'))[0]?.state === 'delivered')).toBe(true);
    await settled(setting);
  });

  test('waits half a second, then twice as long each time, at most half a minute', () => {
    expect([1, 2, 3, 6, 7, 100].map(retryAfterMs)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000]);
  });

  test('waits while there is no webhook or nothing listens there', async () => {
    const hook = await startHook();
    await hook.close();
    let url: string | undefined;
    const provider = await startPaymentProvider({ port: 0, ...secrets, webhookUrl: () => url });
    opened.push(provider);
    await pay('early', { ...setting, stripe: clientOf(provider.url) });
    url = hook.url;
    provider.resume();
    const port = Number(new URL(hook.url).port);
    const answers = async () =>
      ((await (await fetch(`${provider.url}/test/deliveries`)).json()) as Delivery[])[0]?.answers ?? [];
    await eventually(async () => (await answers()).length > 0);
    const listening = await startHook(port);
    opened.push(listening);

    await eventually(() => listening.requests.length > 0);

    expect((await answers())[0]).toEqual({ at: expect.any(String), reason: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('the controls', () => {
  test('hold back the events of one order and release them in the wrong order', async () => {
    await setting.ask('/test/hold', { order: 'held' });
    const { id } = await pay('held');
    await setting.stripe.refunds.create({ payment_intent: id });
    await pay('free');
    await eventually(() => setting.hook.requests.length === 1);
    expect((await deliveriesOf('?order=held')).map(({ state }) => state)).toEqual(['held', 'held', 'held']);

    await setting.ask('/test/release', { order: 'held', reversed: true });
    await settled(setting);

    expect(setting.hook.types().slice(1)).toEqual(['charge.refunded', 'refund.created', 'payment_intent.succeeded']);
  });

  test('hold back everything and release it', async () => {
    await setting.ask('/test/hold', {});
    await pay('one');
    expect(await deliveriesOf()).toMatchObject([{ state: 'held', attempts: 0 }]);

    await setting.ask('/test/release', {});
    await settled(setting);

    expect(setting.hook.types()).toEqual(['payment_intent.succeeded']);
  });

  test('send an event again as often as requested', async () => {
    await pay('doubled');
    const [first] = await settled(setting);

    await setting.ask(`/test/events/${first?.event}/send`, { times: 5 });
    await settled(setting);

    expect(setting.hook.requests.map(({ event }) => event.id)).toEqual(Array.from({ length: 6 }, () => first?.event));
  });

  test('reject unknown events, values and routes', async () => {
    expect(await setting.ask('/test/events/evt_none/send', { times: 1 })).toMatchObject({
      error: { code: 'resource_missing' },
    });
    expect(await setting.ask('/test/hold', { order: 1 })).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(await setting.ask('/test/nothing', {})).toMatchObject({
      error: { message: 'There is no POST /test/nothing.' },
    });
  });

  test.each([
    ['/test/hold', { ordr: 'x' }],
    ['/test/release', { order: 'x', ordr: 'x' }],
    ['/test/events/evt_1/send', { ordr: 2 }],
    ['/test/refunds/re_1/settle', { ordr: 'failed' }],
    ['/ledger?ordr=x', undefined],
    ['/test/deliveries?ordr=x', undefined],
  ])('reject an unknown field for %s and change nothing', async (path, body) => {
    const { provider } = setting;
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};

    const answer = await fetch(`${provider.url}${path}`, init);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('"ordr"') } });
    await pay('not held');
    expect(await settled(setting)).not.toEqual([]);
  });
});
