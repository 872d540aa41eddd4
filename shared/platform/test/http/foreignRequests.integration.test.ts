import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../src/aws/dynamodb.ts';
import { startMailbox } from '../../src/aws/mailbox.ts';
import { startParameterStore } from '../../src/aws/ssm.ts';
import { startStorageAndMessaging } from '../../src/aws/storage.ts';

const place = { port: 0, region: 'eu-west-1', accountId: '000000000000' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let mailbox: Awaited<ReturnType<typeof startMailbox>>;
const servers: Record<string, { url: string; close(): Promise<void> }> = {};
beforeAll(async () => {
  mailbox = await startMailbox({ port: 0 });
  servers.mailbox = mailbox;
  servers.DynamoDB = await startDynamoDb({ port: 0 });
  servers['Parameter Store'] = await startParameterStore(place);
  servers['S3, SQS and SNS'] = await startStorageAndMessaging({ ...place, credentials });
});
afterAll(async () => {
  for (const { close } of Object.values(servers)) await close();
});

/** Sends a request as a browser would: `fetch` does not let `Host` be set. */
const send = (
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string> },
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { path = '/', ...rest } = options;
    const outgoing = request(url + path, rest, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    outgoing.on('error', reject).end();
  });

const mails = async () => JSON.parse((await send(mailbox.url, { path: '/mails' })).body).total;

describe.each(['mailbox', 'DynamoDB', 'Parameter Store', 'S3, SQS and SNS'])('%s', (name) => {
  test('rejects a name that a website has made to lead to this machine', async () => {
    for (const host of ['evil.example', 'evil.example:4010', '127.0.0.1.evil.example', 'localhost.evil.example:4010'])
      expect(await send(servers[name]?.url ?? '', { headers: { host } })).toMatchObject({ status: 403 });
  });

  test('rejects what a page of a website sends', async () => {
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null'])
      expect(await send(servers[name]?.url ?? '', { method: 'POST', headers: { origin } })).toMatchObject({
        status: 403,
      });
  });
});

test('the name under which the SDK finds Step Functions for StartSyncExecution is none of a website', async () => {
  const host = new URL(servers.DynamoDB?.url ?? '').host;

  expect((await send(servers.DynamoDB?.url ?? '', { headers: { host: `sync-${host}` } })).status).not.toBe(403);
  expect((await send(servers.DynamoDB?.url ?? '', { headers: { host: `other-${host}` } })).status).toBe(403);
});

test('names below localhost lead to this machine only', async () => {
  const statusFor = async (host: string) => (await send(servers.DynamoDB?.url ?? '', { headers: { host } })).status;

  expect(await statusFor('0a1b2c3d.execute-api.localhost:4010')).not.toBe(403);
  expect(await statusFor('notlocalhost')).toBe(403);
});

describe('the mailbox', () => {
  test('cannot be read or emptied by a website', async () => {
    mailbox.deliver({ from: 'shop@example.com', to: 'ann@example.com', subject: 'Your code', text: '123456' });
    const before = await mails();
    const clear = { method: 'POST', path: '/clear-store' };
    const answers = [
      await send(mailbox.url, { ...clear, headers: { origin: 'https://evil.example' } }),
      await send(mailbox.url, { ...clear, headers: { host: 'evil.example' } }),
      await send(mailbox.url, { path: '/store', headers: { host: 'evil.example' } }),
      await send(mailbox.url, { path: '/store', headers: { origin: 'https://evil.example' } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(answers.map(({ body }) => body).join()).not.toContain('123456');
    expect(await mails()).toBe(before);
  });

  test('is emptied by its own page, also by the name localhost, and by programs', async () => {
    const { host } = new URL(mailbox.url);
    const localhost = host.replace('127.0.0.1', 'localhost');
    for (const headers of [{ origin: mailbox.url }, { host: localhost, origin: `http://${localhost}` }, {}]) {
      mailbox.deliver({ from: 'shop@example.com', to: 'ann@example.com', subject: 'Again', text: 'Again' });
      expect(await send(mailbox.url, { method: 'POST', path: '/clear-store', headers })).toMatchObject({ status: 200 });
      expect(await mails()).toBe(0);
    }
  });
});
