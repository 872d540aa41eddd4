import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { call, eventually, mailsTo, waitForOrder } from '../../cli/shopClient.ts';
import { startReceiver } from '../webhookReceiver.ts';
import { resourceName } from './platformClients.ts';
import { account, admin, approvedProduct, platform, shop } from './shop.ts';
import { listenTo } from './topicMessages.ts';

type Created = { id: string; secret: string };
type Delivery = {
  id: string;
  eventId: string;
  type: string;
  status: string;
  attempts: { status?: number; error?: string }[];
};

let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** One that hears no other webhook’s events. */
let own: typeof receiver;
const created: string[] = [];

beforeAll(async () => {
  [receiver, own] = await Promise.all([startReceiver(), startReceiver()]);
});
afterAll(async () => {
  const { idToken: token } = await admin();
  for (const id of created) await call(`${platform.order}/webhooks/${id}`, { method: 'DELETE', token });
  receiver.close();
  own.close();
});

const ask = async <Body>(path: string, options: { method?: string; body?: object } = {}) =>
  call<Body>(`${platform.order}${path}`, { ...options, token: (await admin()).idToken });

const create = async (events: string[], { url } = receiver): Promise<Created> => {
  const { body, status } = await ask<Created>('/webhooks', { body: { url, events } });
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

/** `npm run replay`, as a process of its own, with the variables of this file: those that a set-up changes are not passed on by themselves. */
const replay = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['orderService/cli/replay.ts', ...args], { env: { ...process.env } }).then(
    ({ stdout }) => stdout,
    ({ stderr }: { stderr: string }) => stderr,
  );

test('npm run replay sends an order’s events again, marked, with the same ids and in order: to all, or to one webhook', async () => {
  const { id } = await create(['ORDER_CREATED', 'ORDER_SHIPPING'], own);
  const from = new Date().toISOString();
  const customer = await account('Integrator');
  const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id: await approvedProduct(), quantity: 1 },
    token: customer.idToken,
  });
  await waitForOrder(platform, customer, body.orderId);
  const ofOrder = async () => (await deliveriesOf(id)).filter(({ status }) => status === 'delivered');
  await eventually('both events', async () => ((await ofOrder()).length === 2 ? true : undefined));
  const window = ['--from', from, '--to', new Date(Date.now() + 1000).toISOString(), '--placed-since', from];
  const took = () =>
    own.received
      .splice(0)
      .filter(({ body: text }) => text.includes(body.orderId))
      .map(({ event, headers }) => [event.type, event.id, headers['webhook-replayed']]);
  const events = (await ofOrder()).reverse().map(({ type, eventId }) => [type, eventId, 'true']);
  const received = async (count: number) => {
    await eventually(`${count} events`, async () => {
      const came = own.received.filter(({ body: text }) => text.includes(body.orderId)).length;
      return came >= count && (await ofOrder()).length === 2 ? true : undefined;
    });
    return took();
  };
  took(); // what was not replayed
  const listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);

  const [counted, nothing, nobody] = await Promise.all([
    replay(...window, '--dry-run'),
    replay('--from', '2026-01-01', '--to', '2026-01-02'),
    replay(...window, '--to-webhook', 'nobody'),
  ]);
  expect(counted).toContain('2 events would be sent again.');
  expect(nothing).toContain('0 events sent again.');
  expect(nobody).toContain('There is no webhook nobody.');
  expect(await replay(...window, '--type', 'ORDER_SHIPPING', '--to-webhook', id)).toContain('1 event sent again.');
  expect(await received(1)).toEqual(events.slice(1));
  expect(await replay(...window, '--to-webhook', id)).toContain('2 events sent again.');
  expect(await received(2)).toEqual(events);
  expect(await replay(...window)).toContain('2 events sent again.');
  expect(await received(2)).toEqual(events);

  const heard = await listener.messages();
  await listener.close();
  const told = heard.map(({ Message, MessageAttributes }) => ({
    ...(JSON.parse(Message) as { type: string; id: string }),
    mark: MessageAttributes.replayed?.Value,
  }));
  expect(told.map(({ type, id: eventId, mark }) => [type, eventId, mark]).sort()).toEqual(events.toSorted());
});

test('customers see no webhooks', async () => {
  const { idToken: token } = await account('Integrator');
  expect((await call(`${platform.order}/webhooks`, { token })).status).toBe(403);
});
