import '../environment.ts';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { startDynamoDb } from '../../../shared/platform/src/aws/dynamodb.ts';
import { WebhookBody, WebhookPatch } from '../../src/webhooks/webhookRequests.ts';
import { createWebhookTables } from '../webhookTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
await createWebhookTables();
const { addWebhook, changeWebhook, removeWebhook, showWebhooks } = await import('../../src/webhooks/changeWebhooks.ts');
const { readWebhooks } = await import('../../src/webhooks/webhookStore.ts');

afterEach(async () => {
  process.env.WEBHOOK_LOOPBACK = 'allowed';
  for (const { id } of (await showWebhooks()).webhooks) await removeWebhook(id);
});
afterAll(() => server.close());

const body = (changes = {}) => ({ url: 'https://erp.example/events', events: ['ORDER_CREATED'], ...changes });
const create = (changes = {}, key?: string) => addWebhook(WebhookBody.parse(body(changes)), key);
const issuesOf = (schema: typeof WebhookBody | typeof WebhookPatch, value: unknown) =>
  (schema.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the body of a webhook', () => {
  test.each([
    [{}, 'url: '],
    [body({ url: 'no address' }), 'url: must be an address'],
    [body({ url: 'ftp://erp.example/' }), 'url: must begin with https://'],
    [body({ url: 'https://ann:secret@erp.example/' }), 'url: must not hold a name or password'],
    [body({ url: 'https://erp.example/#part' }), 'url: must not have a fragment'],
    [body({ url: `https://erp.example/${'x'.repeat(2048)}` }), 'url: Too big'],
    [body({ events: [] }), 'events: Too small'],
    [body({ events: ['ORDER_CREATED', 'ORDER_CREATED'] }), 'events: must not name an event twice'],
    [body({ events: ['ACCOUNT_DELETED'] }), 'events.0: Invalid option'],
    [body({ events: Array.from({ length: 1000 }, () => 'ORDER_CREATED') }), 'events: must have at most'],
    [body({ secret: 'whsec_mine' }), ': Unrecognized key'],
  ])('%j is rejected: %s', (value, issue) => {
    process.env.WEBHOOK_LOOPBACK = 'refused';
    expect(issuesOf(WebhookBody, value)).toContainEqual(expect.stringContaining(issue));
  });

  test.each([
    ...['10.0.0.1', '127.0.0.1', '169.254.169.254', '192.168.0.1', '[::1]', '[fd00:ec2::254]', '[::ffff:10.0.0.1]'],
    ...['localhost', 'sub.localhost', 'localhost.', '0x7f.1', '2130706433'],
  ])('https://%s/ is none of the Internet', async (host) => {
    process.env.WEBHOOK_LOOPBACK = 'refused';
    const { id } = await create();
    const url = `https://${host}/`;
    const refused = { code: 'INVALID_INPUT', message: 'url: must belong to a host of the Internet' };
    await expect(create({ url })).rejects.toMatchObject(refused);
    await expect(changeWebhook(id, WebhookPatch.parse({ url }), undefined)).rejects.toMatchObject(refused);
  });

  test('may lead to this machine, and go without TLS, only where that is allowed; to other networks never', async () => {
    for (const url of ['http://127.0.0.1:8080/', 'http://localhost:8080/', 'http://erp.example/'])
      expect(await create({ url })).toMatchObject({ url });
    await expect(create({ url: 'https://10.0.0.1/' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    process.env.WEBHOOK_LOOPBACK = 'refused';
    const message = 'url: must begin with https://';
    await expect(create({ url: 'http://erp.example/' })).rejects.toMatchObject({ code: 'INVALID_INPUT', message });
  });

  test('a change names something, and something that exists', () => {
    expect(issuesOf(WebhookPatch, {})).toEqual([': must change something']);
    expect(issuesOf(WebhookPatch, { rotateSecret: false })).toHaveLength(1);
    expect(issuesOf(WebhookPatch, { status: 'paused' })).toHaveLength(1);
  });
});

describe('a webhook', () => {
  test('shows its secret when it is created, and nowhere else', async () => {
    const { secret, ...webhook } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await showWebhooks()).toEqual({ webhooks: [webhook] });
    expect(await changeWebhook(webhook.id, { status: 'disabled' }, undefined)).not.toHaveProperty('secret');
  });

  test('is created once under a key, and another one is refused under the same key', async () => {
    const first = await create({}, 'k');
    expect(await create({}, 'k')).toEqual(first);
    await expect(create({ events: ['ORDER_SHIPPING'] }, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await showWebhooks()).webhooks).toHaveLength(1);
  });

  test('is one of twenty at most, however many are created at the same time', async () => {
    jest.setTimeout(30_000);
    for (let index = 0; index < 18; index += 1) await create();
    const results = await Promise.allSettled([create(), create(), create(), create()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect((await showWebhooks()).webhooks).toHaveLength(20);
    await expect(create()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('gets a new secret once under a key, and keeps the one before for a day', async () => {
    const { id, secret } = await create();
    const rotated = await changeWebhook(id, { rotateSecret: true }, 'k');
    expect(rotated.secret).not.toBe(secret);
    expect(rotated).toHaveProperty('previousSecretUntil');
    expect(await changeWebhook(id, { rotateSecret: true }, 'k')).toEqual(rotated);
    await expect(changeWebhook(id, { status: 'disabled' }, 'k')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect((await readWebhooks()).webhooks[0]?.previousSecret?.secret).toBe(secret);
  });

  test('changes only in what is named', async () => {
    const { id } = await create();
    await changeWebhook(id, { events: ['STOCK_LOW'] }, undefined);
    const changed = await changeWebhook(id, { status: 'disabled' }, undefined);
    expect(changed).toMatchObject({
      ...{ url: 'https://erp.example/events', events: ['STOCK_LOW'], status: 'disabled', disabledReason: 'byAdmin' },
    });
    expect(await changeWebhook(id, { status: 'enabled' }, undefined)).not.toHaveProperty('disabledAt');
  });

  test('that does not exist cannot be changed or deleted', async () => {
    const { id } = await create();
    expect(await removeWebhook(id)).toEqual({ id });
    await expect(removeWebhook(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(changeWebhook(id, { status: 'enabled' }, undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
