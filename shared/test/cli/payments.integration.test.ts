import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { paymentsOf } from '../../cli/start/payments.ts';
import { platformAddresses } from './platformAddresses.ts';

const payments = paymentsOf({ gatewayOnly: false });
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'payments-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('the order service finds the payment provider in Parameter Store, with valid keys', async () => {
  const { url, parameters = [], close } = await payments.start({ port: 0, directory });

  const [parameter] = parameters;
  const { secretKey, ...settings } = JSON.parse(parameter?.value ?? '{}');
  const answer = await fetch(`${url}/v1/payment_intents`, { headers: { authorization: `Bearer ${secretKey}` } });
  await close();

  expect(parameter).toMatchObject({ name: '/ecommerce/dev/orderService/payment', type: 'SecureString' });
  expect(settings).toEqual({
    provider: 'test',
    apiUrl: url,
    publishableKey: expect.stringMatching(/^pk_test_/),
    webhookSecret: expect.stringMatching(/^whsec_/),
  });
  expect(answer.status).toBe(200);
});

test.each([
  [false, '/payments/webhook'],
  [true, '/api/orders/payments/webhook'],
])('events wait until the order service responds; only by the gateway: %s', async (gatewayOnly, webhook) => {
  const received: (string | undefined)[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const api = createServer((request, response) => {
    received.push(request.url);
    response.end();
    resolve();
  });
  await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
  const {
    url,
    parameters = [],
    onReady,
    close,
  } = await paymentsOf({ gatewayOnly }).start({ port: 0, directory: undefined });
  const { secretKey } = JSON.parse(parameters[0]?.value ?? '{}');
  const paid = await fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: new URLSearchParams({ amount: '100', currency: 'eur', payment_method: 'pm_card_visa', confirm: 'true' }),
  });
  expect(paid.status).toBe(200);
  expect(received).toEqual([]);

  const address = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  onReady?.(platformAddresses({ apis: { orderService: address }, urls: { gateway: address } }));
  await promise;

  expect(received[0]).toBe(webhook);
  await close();
  api.close();
});

test('secrets that cannot be read are named', async () => {
  writeFileSync(join(directory, 'secrets.json'), '{"secretKey":');

  await expect(payments.start({ port: 0, directory })).rejects.toMatchObject({
    name: 'SyntaxError',
    path: join(directory, 'secrets.json'),
  });
});
