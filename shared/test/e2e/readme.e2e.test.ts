import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { call, eventually, type OrderView } from '../../cli/shopClient.ts';
import { platform, unique } from './shop.ts';

/** The shell blocks of the README's first order, as a newcomer pastes them one after another. */
const firstOrder = (): string => {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('## A first order\n');
  const [blocks = ''] = section.split('\n## ');
  return [...blocks.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block).join('\n');
};

test('the shell blocks of the README place an order and pay another one', async () => {
  const platformFile = process.env.PLATFORM_FILE ?? '.local/platform.json';
  const script = [
    'sleep() { :; }', // this test waits for the orders itself
    firstOrder().replace("'./.local/platform.json'", `'${platformFile.startsWith('/') ? '' : './'}${platformFile}'`),
    'echo "RESULT $CUSTOMER $ID $PLACED $PAID"',
  ].join('\n');

  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: process.env });
  const [, token = '', productId, placed, paid] = /RESULT (\S+) (\S+) (\S+) (\S+)$/m.exec(stdout) ?? [];

  for (const orderId of [placed, paid]) {
    await eventually(`shipping of order ${orderId}`, async () => {
      const { body } = await call<OrderView>(`${platform.order}/orders/${orderId}`, { token });
      return body.status === 'shipping' || undefined;
    });
  }
  const { body: product } = await call<{ quantity: number }>(`${platform.product}/products/${productId}`);
  expect(product.quantity).toBe(40 - 2 - 3);
});

test('the start page says that all services run, and its address has their APIs, as they respond themselves', async () => {
  const gateway = platform.gateway ?? '';
  const state = await call<{ services: { name: string; isUp: boolean; routes: number }[]; pages: object }>(
    `${gateway}/platform/state`,
  );
  expect(state.body.services).toHaveLength(6); // and GraphQL
  expect(state.body.services.filter(({ isUp, routes }) => !isUp || routes === 0)).toEqual([]);
  expect(Object.keys(state.body.pages).toSorted()).toEqual([
    'console',
    'graphql',
    'mailbox',
    'pages',
    'payments',
    'shop',
  ]);
  expect((await fetch(`${gateway}/platform`)).status).toBe(200);

  for (const [path, direct] of [
    ['/api/products/products?limit=1', `${platform.product}/products?limit=1`],
    ['/api/auth/me', `${platform.auth}/me`],
    ['/api/orders/no/such/route', `${platform.order}/no/such/route`],
  ] as const) {
    const headers = { 'x-correlation-id': unique('gateway').replaceAll(' ', '-') };
    const [passedOn, own] = [await call(gateway + path, { headers }), await call(direct, { headers })];
    const shownBy = (reply: typeof own) => ({
      ...{ status: reply.status, body: { ...reply.body, requestId: 'its own' } },
      headers: ['content-type', 'x-correlation-id'].map((name) => reply.headers.get(name)),
    });
    expect(shownBy(passedOn)).toEqual(shownBy(own));
  }
});
