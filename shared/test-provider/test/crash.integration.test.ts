import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Delivery } from '../src/deliveries.ts';
import { keptSecrets, newSecrets } from '../src/secrets.ts';
import { ask, clientOf, eventually, type Hook, order, startHook } from './setting.ts';

let directory: string;
let hook: Hook;
const running: { kill(): Promise<void> }[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'payments-'));
  hook = await startHook();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ kill }) => kill()));
  await hook.close();
  await rm(directory, { recursive: true, force: true });
});

const start = async () => {
  const program = fileURLToPath(new URL('paymentProgram.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', program, directory, hook.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '' },
  });
  /** The program gets no chance to write anything down. */
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  running.push({ kill });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, kill, stripe: clientOf(url, keptSecrets(directory).secretKey) };
};

test('keeps every payment, refund and idempotency key after a kill -9, and sends the undelivered events', async () => {
  hook.statuses.push(...Array.from({ length: 100 }, () => 503));
  const first = await start();
  const key = { idempotencyKey: 'order-1' };
  const made = await first.stripe.paymentIntents.create(order('1'), key);
  await first.stripe.paymentIntents.confirm(made.id, { payment_method: 'pm_card_visa' });
  const refund = await first.stripe.refunds.create({ payment_intent: made.id, amount: 250 });
  await first.kill();
  hook.statuses.length = 0;
  hook.requests.length = 0;

  const second = await start();

  expect(await second.stripe.paymentIntents.retrieve(made.id)).toMatchObject({ status: 'succeeded' });
  expect(await second.stripe.refunds.retrieve(refund.id)).toMatchObject({ amount: 250 });
  expect(await second.stripe.paymentIntents.create(order('1'), key)).toMatchObject({ id: made.id });
  expect(await ask(`${second.url}/ledger`)).toMatchObject([{ captured: 1250, refunded: 250, captures: 1 }]);
  await eventually(() => hook.requests.length >= 3);
  expect(hook.types().toSorted()).toEqual(['charge.refunded', 'payment_intent.succeeded', 'refund.created']);
});

test('a kill -9 at any moment leaves no confirmed payment without its event', async () => {
  const first = await start();
  const confirmed: string[] = [];
  const client = first.stripe;
  const payAll = Array.from({ length: 4 }, async (_, lane) => {
    for (let index = 0; ; index += 1) {
      const orderId = `${lane}-${index}`;
      const { id } = await client.paymentIntents.create({
        ...order(orderId),
        payment_method: 'pm_card_visa',
        confirm: true,
      });
      confirmed.push(id);
      if (confirmed.length === 40) await first.kill();
    }
  });
  await Promise.allSettled(payAll);

  const second = await start();
  await eventually(async () => {
    const deliveries = await ask<Delivery[]>(`${second.url}/test/deliveries`);
    return deliveries.length > 0 && deliveries.every(({ state }) => state === 'delivered');
  });

  const told = new Set(hook.requests.map(({ event }) => Reflect.get(event.data.object, 'id')));
  expect(confirmed.length).toBeGreaterThanOrEqual(40);
  expect(confirmed.filter((id) => !told.has(id))).toEqual([]);
});

test('sends events that were held back after a restart', async () => {
  const first = await start();
  await ask(`${first.url}/test/hold`, {});
  await first.stripe.paymentIntents.create({ ...order('1'), payment_method: 'pm_card_visa', confirm: true });
  await first.kill();
  expect(hook.requests).toEqual([]);

  await start();

  await eventually(() => hook.requests.length === 1);
});

test('keeps its secrets beside its state, readable by its owner only', async () => {
  const secrets = keptSecrets(directory);

  expect(keptSecrets(directory)).toEqual(secrets);
  expect((await stat(join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
  expect(secrets).toEqual({
    secretKey: expect.stringMatching(/^sk_test_\w{64}$/),
    publishableKey: expect.stringMatching(/^pk_test_\w{64}$/),
    webhookSecret: expect.stringMatching(/^whsec_\w{48}$/),
  });
  expect(newSecrets()).not.toEqual(newSecrets());
});
