import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { call, eventually, mailsTo, waitForOrder } from '../../cli/shopClient.ts';
import { startReceiver } from '../webhookReceiver.ts';
import { account, admin, approvedProduct, platform } from './shop.ts';

type Created = { id: string; secret: string };
type Delivery = {
  id: string;
  eventId: string;
  type: string;
  status: string;
  attempts: { status?: number; error?: string }[];
};

let receiver: Awaited<ReturnType<typeof startReceiver>>;
const created: string[] = [];

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(async () => {
  const { idToken: token } = await admin();
  for (const id of created) await call(`${platform.order}/webhooks/${id}`, { method: 'DELETE', token });
  receiver.close();
});

const ask = async <Body>(path: string, options: { method?: string; body?: object } = {}) =>
  call<Body>(`${platform.order}${path}`, { ...options, token: (await admin()).idToken });

const create = async (events: string[]): Promise<Created> => {
  const { body, status } = await ask<Created>('/webhooks', { body: { url: receiver.url, events } });
  expect(status).toBe(201);
  created.push(body.id);
  return body;
};
const deliveriesOf = async (id: string) =>
  (await ask<{ deliveries: Delivery[] }>(`/webhooks/${id}/deliveries`)).body.deliveries;

test('an order’s events arrive in order at an endpoint that fails at first, signed with its secret', async () => {
  const { id, secret } = await create(['ORDER_CREATED', 'ORDER_SHIPPING']);
  let failures = 2;
  receiver.answer = (response) => void response.writeHead(failures-- > 0 ? 500 : 200).end();
  const customer = await account('Integrator');
  const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id: await approvedProduct(), quantity: 1 },
    token: customer.idToken,
  });
  await waitForOrder(platform, customer, body.orderId);

  const ofOrder = () =>
    receiver.received.filter(({ body: text, headers }) => text.includes(body.orderId) && headers['webhook-id']);
  await eventually('both events', async () =>
    ofOrder().some(({ event }) => event.type === 'ORDER_SHIPPING') ? true : undefined,
  );
  const deliveries = await eventually('both deliveries', async () => {
    const ours = (await deliveriesOf(id)).filter(({ eventId }) => ofOrder().some(({ event }) => event.id === eventId));
    return ours.length === 2 && ours.every(({ status }) => status === 'delivered') ? ours : undefined;
  });

  for (const { body: text, headers } of ofOrder())
    expect(() => new Webhook(secret).verify(text, headers as Record<string, string>)).not.toThrow();
  const types = ofOrder().map(({ event }) => event.type);
  expect(types.lastIndexOf('ORDER_CREATED')).toBeLessThan(types.indexOf('ORDER_SHIPPING'));
  expect(deliveries.map(({ type }) => type)).toEqual(['ORDER_SHIPPING', 'ORDER_CREATED']);

  const [{ id: did = '' } = {}] = deliveries;
  const before = ofOrder().length;
  expect((await ask(`/webhooks/${id}/deliveries/${did}/retry`, { method: 'POST' })).status).toBe(202);
  await eventually('the repetition', async () => (ofOrder().length > before ? true : undefined));
  expect((await ask<{ webhooks: object[] }>('/webhooks')).body.webhooks).not.toContainEqual(
    expect.objectContaining({ secret: expect.anything() }),
  );
});

test('an endpoint that answers 410 is disabled, staff get an email, and it gets what has waited when it is enabled', async () => {
  const { id } = await create(['STOCK_LOW']);
  receiver.answer = (response, { event }) => void response.writeHead(event.type === 'WEBHOOK_TEST' ? 410 : 200).end();
  const { body: test } = await ask<Delivery>(`/webhooks/${id}/test`, { method: 'POST' });
  const host = new URL(receiver.url).host;
  const mailed = async () =>
    (await mailsTo(platform, 'webhooks@example.com')).filter(({ subject }) => subject === `Webhook disabled: ${host}`);
  await eventually('the email', async () => ((await mailed()).length > 0 ? true : undefined));
  const { webhooks } = (await ask<{ webhooks: { id: string; status: string }[] }>('/webhooks')).body;
  expect(webhooks.find((each) => each.id === id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });

  receiver.answer = (response) => void response.end();
  expect((await ask(`/webhooks/${id}`, { method: 'PATCH', body: { status: 'enabled' } })).status).toBe(200);
  await eventually('what has waited', async () =>
    (await deliveriesOf(id)).some((each) => each.id === test.id && each.status === 'delivered') ? true : undefined,
  );
  expect(await mailed()).toHaveLength(1);
});

test('customers see no webhooks', async () => {
  const { idToken: token } = await account('Integrator');
  expect((await call(`${platform.order}/webhooks`, { token })).status).toBe(403);
});
