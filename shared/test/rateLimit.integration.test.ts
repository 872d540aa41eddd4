import { createServer } from 'node:net';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { request } from './httpEvent.ts';
import { createTable } from './tables.ts';

const database = await startDynamoDb({ port: 0 });
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_DYNAMODB: database.url,
  RATE_LIMITS_TABLE: 'RateLimits',
  RATE_LIMIT_FACTOR: '1',
});
const { httpHandler, respond } = await import('../src/http.ts');
const { dynamodb } = await import('../src/dynamodb.ts');
const { log } = await import('../src/log.ts');
const { createCounter, rateLimit } = await import('../src/rateLimit.ts');

const HOUR = 3600;

/** A window whose end no test meets. */
const LONG = 1_000_000_000;
const Body = z.strictObject({ who: z.string(), secret: z.string().default('') });

/** A route with limits of its own: counters are kept by route. */
let routes = 0;
const route = (perClient: number, perAccount = 1000) => {
  routes += 1;
  const limits = {
    client: { attempts: perClient, seconds: LONG },
    account: { attempts: perAccount, seconds: LONG, of: ({ who }: z.output<typeof Body>) => who },
  };
  const limit = rateLimit({ rateLimit: limits });
  const key = `POST /route-${routes}`;
  const handler = httpHandler(
    { route: 'POST /test', body: Body, rateLimit: limits, failureMsg: 'failed', errors: [] },
    async () => respond({}),
    (event, body) => limit({ ...event, routeKey: key }, body),
  );
  return async (sourceIp: string, who = 'ann') => request(handler, { sourceIp, body: { who } });
};
const statuses = async (calls: Promise<{ status: number | undefined }>[]) =>
  (await Promise.all(calls)).map(({ status }) => status);
const count = (list: (number | undefined)[], status: number) => list.filter((one) => one === status).length;

beforeAll(() => createTable('RateLimits', 'id'));
afterAll(() => database.close());
beforeEach(() => {
  // A busy machine may take longer to count than the limit allows, and what is not counted is let through
  jest.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('a client beyond its limit gets Retry-After, and others are not affected', async () => {
  const call = route(5);

  const first = await statuses(Array.from({ length: 20 }, (_, index) => call('192.0.2.1', `account ${index}`)));
  const refused = await call('192.0.2.1');
  const other = await call('192.0.2.2');

  expect([count(first, 200), count(first, 429)]).toEqual([5, 15]);
  expect(refused).toMatchObject({
    status: 429,
    body: { msg: 'failed', code: 'TOO_MANY_REQUESTS', error: 'Too many attempts: try again later.' },
  });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(LONG);
  expect(other.status).toBe(200);
});

test('an account beyond its limit is rejected for every client, whatever the case or Unicode form of its name', async () => {
  const call = route(1000, 3);
  const names = ['José', 'JOSÉ', 'Jose\u0301', 'josé', 'JOSE\u0301'];

  const answers = await statuses(names.map((name, index) => call(`192.0.2.${index + 1}`, name)));

  expect([count(answers, 200), count(answers, 429)]).toEqual([3, 2]);
  expect(await call('192.0.2.1', 'Josef')).toMatchObject({ status: 200 });
});

test('a client beyond its own limit does not use up an account’s limit', async () => {
  const call = route(3, 10);
  await statuses(Array.from({ length: 30 }, () => call('192.0.2.1')));

  const answers = await statuses(Array.from({ length: 7 }, (_, index) => call(`198.51.100.${index}`)));

  expect(answers).toEqual(answers.map(() => 200));
});

test('invalid requests are not counted', async () => {
  const call = route(1);
  const limited = {
    route: 'POST /test',
    body: Body,
    rateLimit: { client: { attempts: 1, seconds: LONG } },
    errors: [],
  } as const;
  const handler = httpHandler(limited, async () => respond({}), rateLimit(limited));

  for (let index = 0; index < 3; index += 1)
    expect(await request(handler, { body: { wrong: true } })).toMatchObject({ status: 400 });

  expect(await request(handler, { body: { who: 'ann' } })).toMatchObject({ status: 200 });
  expect(await call('192.0.2.1')).toMatchObject({ status: 200 });
});

describe('one client is', () => {
  test.each([
    ['all addresses of an IPv6 /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['an IPv6 address in another spelling', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['an IPv4 address that is written as IPv6', '192.0.2.7', '::ffff:192.0.2.7'],
  ])('%s', async (_, one, other) => {
    const call = route(1);

    expect([(await call(one)).status, (await call(other)).status]).toEqual([200, 429]);
  });

  test.each([
    ['another /64', '2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['another IPv4 address', '192.0.2.7', '192.0.2.8'],
    ['what no address looks like', 'unknown', 'elsewhere'],
  ])('not %s', async (_, one, other) => {
    const call = route(1);

    expect([(await call(one)).status, (await call(other)).status]).toEqual([200, 200]);
  });
});

test('a new window starts at zero', async () => {
  const counter = createCounter();
  const end = 1_800_000_000_000; // a whole hour
  const at = (now: number) => counter(['windows'], { attempts: 1, seconds: HOUR }, now);

  expect(await at(end - 30_000)).toBeUndefined();
  expect(await at(end - 20_000)).toBe(20);
  expect(await at(end - 1)).toBe(1);
  expect(await at(end)).toBeUndefined();
});

test('limits are multiplied by the stage’s factor', async () => {
  process.env.RATE_LIMIT_FACTOR = '3';
  const counter = createCounter();
  process.env.RATE_LIMIT_FACTOR = '1';

  const answers = [];
  for (let index = 0; index < 8; index += 1) answers.push(await counter(['factor'], { attempts: 2, seconds: LONG }));

  expect(answers.filter((wait) => wait === undefined)).toHaveLength(6);
});

test('nothing that identifies a person is stored, and every counter expires', async () => {
  await route(5)('203.0.113.77', 'someone@example.com');

  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'RateLimits' }));

  expect(JSON.stringify(Items)).not.toMatch(/203\.0\.113|someone/);
  for (const item of Items)
    expect(item).toMatchObject({ id: expect.any(String), attempts: expect.any(Number), expiresAt: expect.any(Number) });
});

describe('if the counters cannot be written', () => {
  const logged = () => jest.spyOn(log, 'error').mockReturnValue(undefined);

  test('because DynamoDB fails, the request continues and this is logged', async () => {
    const client = mockClient(DynamoDBDocumentClient);
    client.on(UpdateCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    const lines = logged();

    expect(await route(0)('192.0.2.1')).toMatchObject({ status: 200 });
    expect(lines).toHaveBeenCalledWith('attempt not counted', expect.anything());
    client.restore();
  });

  test('because DynamoDB does not respond, the request continues within seconds', async () => {
    jest.restoreAllMocks(); // the real time limit
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const send = dynamodb.send.bind(dynamodb);
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const unheard = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}` }));
    jest
      .spyOn(dynamodb, 'send')
      .mockImplementation(((...args: Parameters<typeof send>) => unheard.send(...args)) as never);
    const lines = logged();
    const started = performance.now();

    expect(await createCounter()(['silence'], { attempts: 0, seconds: LONG })).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(5000);
    expect(lines).toHaveBeenCalled();
    unheard.destroy();
    silent.close();
  });
});
