import '../environment.ts';
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { startDynamoDb } from '../../../shared/platform/src/aws/dynamodb.ts';
import { NOT_THE_CLOCK } from '../../../shared/test/lostResponses.ts';
import { startReceiver } from '../../../shared/test/webhookReceiver.ts';
import { createWebhookTables } from '../webhookTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
process.env.SETTINGS_SECONDS = '0';
await createWebhookTables();
const { addWebhook, changeAll, changeWebhook, removeWebhook, showWebhooks } = await import(
  '../../src/webhooks/changeWebhooks.ts'
);
const { fanOutMessages } = await import('../../src/webhookDelivery/fanOutEvents.ts');
const { deliverLane } = await import('../../src/webhookDelivery/deliverLane.ts');
const { lanesOf, newDelivery } = await import('../../src/webhookDelivery/delivery.ts');
const { recordAttempt, readDelivery } = await import('../../src/webhookDelivery/deliveryStore.ts');
const { replayToWebhook } = await import('../../src/replay/replayToWebhook.ts');
const { changeAndResume, retryDelivery, sendTest, showDeliveries } = await import(
  '../../src/webhookDelivery/adminDeliveries.ts'
);
const { sweepLanes } = await import('../../src/webhookDelivery/sweepLanes.ts');
const { takeLane } = await import('../../src/webhookDelivery/laneStore.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');

const sqs = mockClient(SQSClient);
const receiver = await startReceiver();
const other = await startReceiver();
/** One of our own network, which only answers there. */
const inside = await startReceiver('127.0.0.2', receiver.port);

beforeEach(() => {
  sqs.reset();
  sqs.resolves({});
  for (const one of [receiver, other, inside]) {
    one.received.length = 0;
    one.answer = (response) => void response.end('thanks');
  }
});
afterEach(async () => {
  for (const { id } of (await showWebhooks()).webhooks) await removeWebhook(id);
});
afterAll(async () => {
  for (const one of [receiver, other, inside]) one.close();
  await server.close();
});

const ORDER = '3f0e9a52-7b1d-5c64-9d0a-2f6b8c1e4a77';
let clock = Date.parse('2026-01-02T03:04:05Z');

/** An event of an order, later than all before. */
const eventOf = (orderId: string, type = 'ORDER_CREATED') => {
  clock += 1000;
  const occurredAt = new Date(clock).toISOString();
  return { type, id: randomUUID(), version: 1, occurredAt, correlationId: 'c', data: { orderId, total: 1 } };
};
const publish = (...events: object[]) =>
  fanOutMessages(
    events.map(
      (event, index) => ({ messageId: String(index), body: JSON.stringify(event), messageAttributes: {} }) as SQSRecord,
    ),
  );
/** Publishes events as `npm run replay` does. */
const replay = (replayId: string, ...events: object[]) =>
  fanOutMessages(
    events.map((event, index) => {
      const messageAttributes = { replayId: { stringValue: replayId, dataType: 'String' } };
      return { messageId: String(index), body: JSON.stringify(event), messageAttributes } as unknown as SQSRecord;
    }),
  );
/** What was received, each with its mark. */
const marks = () => receiver.received.map(({ event, headers }) => [event.id, headers['webhook-replayed']]);
const create = (
  url = receiver.url,
  events: ('ORDER_CREATED' | 'ORDER_SHIPPING' | 'ORDER_CANCELLED')[] = ['ORDER_CREATED', 'ORDER_SHIPPING'],
) => addWebhook({ url, events }, undefined);
const workMs = 60_000;
/** Works once on all lanes of an endpoint. */
const deliver = (id: string, options = {}) =>
  Promise.all(lanesOf(id).map((lane) => deliverLane(lane, Date.now() + workMs, options)));
const deliveriesOf = async (id: string) => (await showDeliveries(id, { limit: 100 })).deliveries;
/** Moves the clock, which then stands still: it never goes back, so that nothing that is cached seems new. */
const later = (ms: number) => jest.useFakeTimers({ now: Date.now() + ms, doNotFake: [...NOT_THE_CLOCK] });
const DAY = 24 * 3600 * 1000;

describe('an event', () => {
  test('arrives signed, so that the library of the specification verifies it', async () => {
    const { id, secret } = await create();
    const event = eventOf(ORDER);
    await publish(event);
    await deliver(id);

    const [one] = receiver.received;
    expect(one && new StandardWebhook(secret).verify(one.body, one.headers as Record<string, string>)).toEqual(event);
    expect(one?.headers).toMatchObject({ 'webhook-id': event.id, 'content-type': 'application/json' });
    expect(await deliveriesOf(id)).toMatchObject([
      {
        eventId: event.id,
        type: 'ORDER_CREATED',
        status: 'delivered',
        attempts: [{ status: 200, response: 'thanks' }],
      },
    ]);
  });

  test('is signed with both secrets for a day after one was replaced, then with the new one', async () => {
    const { id, secret } = await create();
    const { secret: newer = '' } = await changeWebhook(id, { rotateSecret: true }, undefined);
    await publish(eventOf(ORDER));
    await deliver(id);
    const verifies = (by: string) => {
      const { body = '', headers = {} } = receiver.received.at(-1) ?? {};
      return () => new StandardWebhook(by).verify(body, headers as Record<string, string>);
    };
    expect(verifies(secret)).not.toThrow();
    expect(verifies(newer)).not.toThrow();

    later(DAY + 1000);
    await publish(eventOf(ORDER));
    await deliver(id);
    expect(verifies(secret)).toThrow('No matching signature');
    expect(verifies(newer)).not.toThrow();
  });

  test('has one delivery however often it arrives, and is sent once', async () => {
    const { id } = await create();
    const event = eventOf(ORDER);
    await publish(event, event);
    await deliver(id);
    await publish(event);
    await deliver(id);

    expect(await deliveriesOf(id)).toHaveLength(1);
    expect(receiver.received).toHaveLength(1);
  });

  test('goes to each enabled endpoint that wants its type, and to no other', async () => {
    const { id } = await create();
    const { id: second } = await create(other.url, ['ORDER_CANCELLED']);
    const { id: third } = await create(other.url);
    await changeWebhook(third, { status: 'disabled' }, undefined);
    await publish(eventOf(ORDER), eventOf(ORDER, 'ORDER_CANCELLED'), eventOf(ORDER, 'SOMETHING_NEW'));
    await Promise.all([id, second, third].map((each) => deliver(each)));

    expect(receiver.received.map(({ event }) => event.type)).toEqual(['ORDER_CREATED']);
    expect(other.received.map(({ event }) => event.type)).toEqual(['ORDER_CANCELLED']);
  });

  test('that is none comes back, and delays no other of its batch', async () => {
    const { id } = await create();
    expect(await publish({ type: 'ORDER_CREATED' }, eventOf(ORDER))).toEqual([{ itemIdentifier: '0' }]);
    await deliver(id);
    expect(receiver.received).toHaveLength(1);
  });
});

test('an event that cannot be written down comes back, and delays no other of its batch', async () => {
  const { id } = await create();
  const send = dynamodb.send.bind(dynamodb);
  const bad = eventOf(randomUUID());
  const table = jest.spyOn(dynamodb, 'send').mockImplementation(async (command) => {
    if (command instanceof PutCommand && command.input.Item?.eventId === bad.id) throw new Error('throttled');
    return send(command);
  });
  expect(await publish(bad, eventOf(ORDER))).toEqual([{ itemIdentifier: '0' }]);
  table.mockRestore();
  await deliver(id);
  expect(receiver.received).toHaveLength(1);
});

describe('the events of an order', () => {
  test('arrive in order, also when the first one has to be repeated', async () => {
    const { id } = await create();
    const [first, second] = [eventOf(ORDER), eventOf(ORDER, 'ORDER_SHIPPING')];
    await publish(second, first);
    receiver.answer = (response) => void response.writeHead(500).end('not now');
    await deliver(id);
    expect(receiver.received.map(({ event }) => event.id)).toEqual([first.id]);

    receiver.answer = (response) => void response.end();
    await deliver(id);
    expect(receiver.received).toHaveLength(1); // its time has not come

    later(15_000);
    await deliver(id);
    expect(receiver.received.map(({ event }) => event.id)).toEqual([first.id, first.id, second.id]);
    expect((await deliveriesOf(id)).map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
      [200],
      [500, 200],
    ]);
  });

  test('do not wait for those of another order', async () => {
    const { id } = await create();
    const bad = eventOf(ORDER);
    const good = Array.from({ length: 30 }, () => eventOf(randomUUID()));
    receiver.answer = (response, { event }) => void response.writeHead(event.id === bad.id ? 500 : 200).end();
    await publish(bad, ...good);
    await deliver(id);

    const status = Map.groupBy(await deliveriesOf(id), (delivery) => delivery.status);
    expect([status.get('delivered')?.length, status.get('pending')?.length]).toEqual([30, 1]);
  });
});

describe('an endpoint that fails', () => {
  test('is sent an event again after growing waits for three days, then is disabled, and staff get one email', async () => {
    const { id } = await create();
    const event = eventOf(ORDER);
    await publish(event);
    receiver.answer = (response) => void response.writeHead(503).end('down');
    const start = Date.now();
    const times: number[] = [];
    for (let turn = 0; turn < 100 && (await showWebhooks()).webhooks[0]?.status === 'enabled'; turn += 1) {
      const before = receiver.received.length;
      await deliver(id);
      if (receiver.received.length > before) times.push(Date.now() - start);
      const [{ nextAttemptAt = '' } = {}] = await deliveriesOf(id);
      later(Math.max((Date.parse(nextAttemptAt) || 0) - Date.now(), 900_000));
    }

    expect(times.length).toBeGreaterThan(12);
    expect(times.length).toBeLessThan(40);
    expect(times.at(-1)).toBeGreaterThanOrEqual(3 * DAY);
    expect((await showWebhooks()).webhooks).toMatchObject([{ status: 'disabled', disabledReason: 'undelivered' }]);
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'failed' }]);
    await sweepLanes();
    expect(sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input.MessageBody)).toEqual([
      JSON.stringify({ mail: 'webhookDisabled', webhookId: id }),
    ]);

    // Enabled again, it gets what a person retries, and has three days again
    await changeAndResume(id, { status: 'enabled' }, undefined);
    const [failed] = await deliveriesOf(id);
    await retryDelivery(id, failed?.id ?? '');
    await deliver(id);
    expect((await showWebhooks()).webhooks).toMatchObject([{ status: 'enabled' }]);
    receiver.answer = (response) => void response.end();
    await retryDelivery(id, failed?.id ?? '');
    await deliver(id);
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'delivered' }]);
  });

  test('is disabled at once by the answer 410, keeps what waits, and gets it when it is enabled', async () => {
    const { id } = await create();
    receiver.answer = (response) => void response.writeHead(410).end();
    await publish(eventOf(ORDER), eventOf(ORDER, 'ORDER_SHIPPING'));
    await deliver(id);
    await deliver(id);
    expect(receiver.received).toHaveLength(1);
    expect((await showWebhooks()).webhooks).toMatchObject([{ status: 'disabled', disabledReason: 'gone' }]);
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
    await publish(eventOf(ORDER)); // while it is disabled: never sent

    receiver.answer = (response) => void response.end();
    await changeAndResume(id, { status: 'enabled' }, undefined);
    later(20_000);
    await deliver(id);
    expect(receiver.received.map(({ event }) => event.type)).toEqual([
      'ORDER_CREATED',
      'ORDER_CREATED',
      'ORDER_SHIPPING',
    ]);
  });

  test('that hangs occupies 25 requests, then one at a time, and delays no other', async () => {
    const { id } = await create();
    const { id: healthy } = await create(other.url);
    const [lane = ''] = lanesOf(id);
    receiver.answer = () => undefined;
    const orderIds = Array.from({ length: 2000 }, () => randomUUID());
    const isInLane = (event: ReturnType<typeof eventOf>) => newDelivery(id, event, new Date()).lane === lane;
    await publish(
      ...orderIds
        .map((orderId) => eventOf(orderId))
        .filter(isInLane)
        .slice(0, 30),
    );
    const hanging = deliverLane(lane, Date.now() + workMs, { timeoutMs: 5000 });
    await deliver(healthy);
    expect(other.received).toHaveLength(30);
    await hanging;
    expect(receiver.received).toHaveLength(25);

    await deliver(id, { timeoutMs: 300 }); // it pauses
    expect(receiver.received).toHaveLength(25);
    later(300_000); // the pause is over
    await deliver(id, { timeoutMs: 300 });
    expect(receiver.received).toHaveLength(26);
    expect(receiver.mostOpen()).toBeLessThanOrEqual(25);

    receiver.answer = (response) => void response.end();
    later(900_000);
    await deliver(id);
    expect((await deliveriesOf(id)).every(({ status }) => status === 'delivered')).toBe(true);
  }, 60_000);

  test('may answer at any length: the first kilobyte is kept', async () => {
    const { id } = await create();
    receiver.answer = (response) => void response.writeHead(200).end('x'.repeat(1_000_000));
    await publish(eventOf(ORDER));
    await deliver(id);
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'delivered', attempts: [{ response: 'x'.repeat(1024) }] }]);
  });
});

describe('nothing is sent to networks of ours', () => {
  const refused = 'It does not belong to a host of the Internet.';
  const attemptsOf = async (id: string) =>
    (await deliveriesOf(id))[0]?.attempts.map(({ error, status }) => error ?? status);

  test.each([
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://172.16.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
  ])('not to %s, even if it got into the table', async (url) => {
    const { id } = await create();
    await changeAll((webhooks) => webhooks.map((webhook) => ({ ...webhook, url })));
    await publish(eventOf(ORDER));
    await deliver(id);
    expect(await attemptsOf(id)).toEqual([refused]);
  });

  test('not by a redirect', async () => {
    const { id } = await create();
    receiver.answer = (response) => void response.writeHead(307, { location: inside.url }).end();
    await publish(eventOf(ORDER));
    await deliver(id);
    expect(await attemptsOf(id)).toEqual(['It leads to another address.']);
    expect(inside.received).toEqual([]);
  });

  test('not by a name that leads there, nor by one that does so a moment later', async () => {
    const { id } = await create(`http://rebinding.test:${receiver.port}/`);
    const answers = [['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1', '10.0.0.1']];
    let asked = 0;
    const resolve = async () => answers[asked++] ?? [];
    await publish(eventOf(ORDER));
    await deliver(id, { resolve });
    expect(asked).toBe(1); // the address that was checked is the one that was used
    expect(receiver.received).toHaveLength(1);

    for (const _ of ['leads there', 'leads there too']) {
      await publish(eventOf(randomUUID()));
      await deliver(id, { resolve });
    }
    expect(receiver.received).toHaveLength(1);
    expect((await deliveriesOf(id)).map(({ attempts }) => attempts[0]?.error)).toEqual([refused, refused, undefined]);
  });
});

describe('a person', () => {
  test('sends an event again, although it was delivered or earlier ones wait', async () => {
    const { id } = await create();
    const [first, second] = [eventOf(ORDER), eventOf(ORDER, 'ORDER_SHIPPING')];
    await publish(first);
    await deliver(id);
    const [{ id: delivered = '' } = {}] = await deliveriesOf(id);
    expect(await retryDelivery(id, delivered)).toMatchObject({ status: 'pending' });
    await deliver(id);
    expect(receiver.received.map(({ event }) => event.id)).toEqual([first.id, first.id]);

    receiver.answer = (response) => void response.writeHead(500).end();
    await retryDelivery(id, delivered);
    await publish(second);
    await deliver(id);
    receiver.answer = (response) => void response.end();
    const [{ id: waiting = '' } = {}] = await deliveriesOf(id);
    await retryDelivery(id, waiting);
    await deliver(id);
    expect(receiver.received.at(-1)?.event.id).toBe(second.id);
  });

  test('tests an endpoint, although it pauses', async () => {
    const { id } = await create();
    receiver.answer = (response) => void response.writeHead(500).end();
    await publish(...Array.from({ length: 100 }, () => eventOf(randomUUID())));
    await deliver(id);
    receiver.answer = (response) => void response.end();
    const before = receiver.received.length;
    await deliver(id);
    expect(receiver.received).toHaveLength(before); // it pauses

    const { id: did, type } = await sendTest(id);
    await deliver(id);
    expect(type).toBe('WEBHOOK_TEST');
    expect(receiver.received[before]?.event.type).toBe('WEBHOOK_TEST');
    expect((await deliveriesOf(id)).find((each) => each.id === did)).toMatchObject({ status: 'delivered' });
  });

  test('sees deliveries in pages, newest first, and no others', async () => {
    const { id } = await create();
    const events = Array.from({ length: 25 }, () => eventOf(randomUUID()));
    await publish(...events);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await showDeliveries(id, { limit: 7, cursor });
      expect(page.deliveries.length).toBeLessThanOrEqual(7);
      seen.push(...page.deliveries.map(({ eventId }) => eventId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(events.map((event) => event.id).reverse());
    await expect(showDeliveries(id, { limit: 7, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(showDeliveries('none', { limit: 7 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(retryDelivery(id, 'nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(retryDelivery(id, `${'0'.repeat(9)}-0-${randomUUID()}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

/** An event, and the lane of an endpoint that it is in. */
const eventInLane = (id: string) => {
  const event = eventOf(randomUUID());
  return { event, lane: newDelivery(id, event, new Date()).lane };
};

describe('a lane', () => {
  test('is worked on by one call at a time, which looks again for what came meanwhile', async () => {
    const { id } = await create();
    const [first, second] = [eventOf(ORDER), eventOf(ORDER, 'ORDER_SHIPPING')];
    await publish(first);
    const { promise, resolve } = Promise.withResolvers<void>();
    receiver.answer = async (response) => {
      await promise;
      response.end();
    };
    const working = deliver(id);
    while (receiver.received.length === 0) await new Promise((tick) => setTimeout(tick, 5));
    await publish(second);
    await deliver(id); // returns at once: another call has the lane
    expect(receiver.received).toHaveLength(1);
    resolve();
    await working;
    expect(receiver.received.map(({ event }) => event.id)).toEqual([first.id, second.id]);
  });

  test('whose call was cut off is found by the sweeper', async () => {
    const { id } = await create();
    await publish(eventOf(ORDER));
    const taken = await Promise.all(lanesOf(id).map(takeLane));
    expect(taken.every((lane) => lane !== undefined)).toBe(true);
    expect(await sweepLanes()).toBe(0);
    later(91_000);
    expect(await sweepLanes()).toBe(8);
    await deliver(id);
    expect(receiver.received).toHaveLength(1);
  });

  test('gets one message, however many events come before a call takes it, and none while a call has it', async () => {
    const { id } = await create();
    const messages = () => sqs.commandCalls(SendMessageBatchCommand).flatMap(({ args: [{ input }] }) => input.Entries);
    await publish(eventOf(ORDER));
    await publish(eventOf(ORDER, 'ORDER_SHIPPING'));
    expect(messages()).toHaveLength(1);

    await deliver(id);
    await Promise.all(lanesOf(id).map(takeLane));
    await publish(eventOf(ORDER));
    expect(messages()).toHaveLength(1);
  });

  test('whose message was lost is found by the sweeper', async () => {
    const { id } = await create();
    sqs.on(SendMessageBatchCommand).rejectsOnce(new Error('lost')).resolves({});
    const event = eventOf(ORDER);
    await expect(publish(event)).rejects.toThrow('lost');
    await publish(event); // the queue hands it out again
    expect(await sweepLanes()).toBe(1);
    await deliver(id);
    expect(receiver.received).toHaveLength(1);
  });

  test('for which something comes when the time of its call is up is handed over', async () => {
    const { id } = await create();
    const { lane, event } = eventInLane(id);
    const send = dynamodb.send.bind(dynamodb);
    const index = jest.spyOn(dynamodb, 'send').mockImplementation(async (command) => {
      const found = await send(command);
      if (command instanceof QueryCommand) {
        index.mockRestore();
        later(workMs);
        await publish(event);
      }
      return found;
    });
    await deliverLane(lane, Date.now() + workMs);

    const messages = sqs.commandCalls(SendMessageBatchCommand).flatMap(({ args: [{ input }] }) => input.Entries ?? []);
    expect(messages.map(({ MessageBody }) => MessageBody)).toEqual([JSON.stringify({ lane })]);
    await deliverLane(lane, Date.now() + workMs);
    expect(receiver.received).toHaveLength(1);
  });

  test.each([
    ['a person sends again', async (id: string, did: string) => void (await retryDelivery(id, did))],
    ['is replayed', async (id: string, _: string, event: object) => replayToWebhook(id, [event as OrderEvent], 'run')],
  ])('that was left alone is looked at again when the index did not know yet what %s', async (_, sendAgain) => {
    const { id } = await create();
    const { lane, event } = eventInLane(id);
    await publish(event);
    for (let look = 0; look < 4; look += 1) await deliverLane(lane, Date.now() + workMs);
    const [{ id: did = '' } = {}] = await deliveriesOf(id);
    later(61_000);
    expect(await sweepLanes()).toBe(0);

    await sendAgain(id, did, event);
    const send = dynamodb.send.bind(dynamodb);
    const index = jest
      .spyOn(dynamodb, 'send')
      .mockImplementation(async (command) => (command instanceof QueryCommand ? { Items: [] } : send(command)));
    await deliverLane(lane, Date.now() + workMs);
    index.mockRestore();
    later(61_000);
    expect(await sweepLanes()).toBe(1);
    await deliverLane(lane, Date.now() + workMs);
    expect(receiver.received).toHaveLength(2);
  });

  test('is looked at again when the index did not know yet what has come, and then left alone', async () => {
    const { id } = await create();
    const { lane, event } = eventInLane(id);
    const deliverAll = async () => deliverLane(lane, Date.now() + workMs);
    await publish(event);
    const send = dynamodb.send.bind(dynamodb);
    const index = jest
      .spyOn(dynamodb, 'send')
      .mockImplementation(async (command) => (command instanceof QueryCommand ? { Items: [] } : send(command)));
    await deliverAll();
    index.mockRestore();
    expect(receiver.received).toEqual([]);
    expect(await sweepLanes()).toBe(0);

    later(61_000);
    expect(await sweepLanes()).toBe(1);
    await deliverAll();
    expect(receiver.received).toHaveLength(1);
    for (let look = 1; look <= 2; look += 1) {
      later(61_000);
      expect(await sweepLanes()).toBe(1);
      await deliverAll();
    }
    later(61_000);
    expect(await sweepLanes()).toBe(0);
  });

  test('is woken once for each time at which something is due', async () => {
    const { id } = await create();
    receiver.answer = (response) => void response.writeHead(500).end();
    await publish(eventOf(ORDER));
    sqs.resetHistory();
    for (let turn = 0; turn < 5; turn += 1) await deliver(id);
    const delays = sqs
      .commandCalls(SendMessageBatchCommand)
      .flatMap(({ args: [{ input }] }) => input.Entries?.map(({ DelaySeconds }) => DelaySeconds));
    expect(delays).toEqual([expect.any(Number)]);
  });

  test('of a deleted endpoint is left alone', async () => {
    const { id } = await create();
    await publish(eventOf(ORDER));
    await removeWebhook(id);
    await deliver(id);
    expect(receiver.received).toEqual([]);
    expect(await sweepLanes()).toBe(0);
  });
});

describe('a replay', () => {
  test('is sent once, marked and signed, to an endpoint that has had the event, with the order as it is now', async () => {
    const { id, secret } = await create();
    const event = eventOf(ORDER);
    await publish(event);
    await deliver(id);
    const current = { ...event, data: { ...event.data, total: 2 } };
    await replay('run', current);
    await replay('run', current); // the message comes again, before it was sent
    await deliver(id);
    await replay('run', current); // and afterwards
    await deliver(id);

    expect(marks()).toEqual([
      [event.id, undefined],
      [event.id, 'true'],
    ]);
    const again = receiver.received[1];
    expect(again && new StandardWebhook(secret).verify(again.body, again.headers as Record<string, string>)).toEqual(
      current,
    );
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'delivered', attempts: [{}, {}] }]);

    await replay('another run', current);
    await deliver(id);
    expect(receiver.received).toHaveLength(3);
  });

  test('reaches an endpoint that never had the event, and no endpoint that does not want it', async () => {
    const event = eventOf(ORDER);
    await publish(event);
    const { id } = await create();
    const { id: second } = await create(other.url, ['ORDER_CANCELLED']);
    await replay('run', event);
    await Promise.all([deliver(id), deliver(second)]);

    expect(marks()).toEqual([[event.id, 'true']]);
    expect(other.received).toEqual([]);
  });

  test('leaves a delivery alone that is still to be sent: it is sent once, as what it is', async () => {
    const { id } = await create();
    const event = eventOf(ORDER);
    await publish(event);
    await replay('run', event);
    await replayToWebhook(id, [event as unknown as OrderEvent], 'run');
    await deliver(id);

    expect(marks()).toEqual([[event.id, undefined]]);
  });

  test('is not over because an attempt of before is recorded late', async () => {
    const { id } = await create();
    const event = eventOf(ORDER);
    await publish(event);
    const before = await readDelivery(id, newDelivery(id, event, new Date()).id);
    await deliver(id);
    await replay('run', event);
    if (before) await recordAttempt(before, { at: new Date().toISOString(), ms: 1 }, { status: 'delivered' });
    await deliver(id);

    expect(marks()).toEqual([
      [event.id, undefined],
      [event.id, 'true'],
    ]);
  });

  test('to one endpoint sends an order’s events in order, whatever the endpoint wants', async () => {
    const { id } = await create(receiver.url, ['ORDER_CANCELLED']);
    const events = [eventOf(ORDER), eventOf(ORDER, 'ORDER_SHIPPING')];
    let failures = 1;
    receiver.answer = (response) => void response.writeHead(failures-- > 0 ? 500 : 200).end();
    await replayToWebhook(id, events as unknown as OrderEvent[], 'run');
    await deliver(id);
    later(20_000);
    await deliver(id);

    const [created, shipping] = events.map((event) => [event.id, 'true']);
    expect(marks()).toEqual([created, created, shipping]);
  });
});
