import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPlatformFile } from '../../cli/platformTarget.ts';
import {
  type Account,
  approveProduct,
  call,
  createAccount,
  eventually,
  mailsTo,
  makeAdmin,
  signIn,
  uploadProduct,
  waitForMail,
  waitForOrder,
} from '../../cli/shopClient.ts';
import { type PlatformProcess, startPlatformProcess, stopPlatformProcess } from '../../cli/withPlatform.ts';
import { writePaths } from '../writePaths.ts';
import { outlastMailClaims } from './mailClaims.ts';
import { brokenInvariants, type OrderRow, orderRows, scanAll } from './orderInvariants.ts';
import { type PlatformClients, platformClients, resourceName, runScheduled } from './platformClients.ts';
import { freePortBase } from './ports.ts';
import { fetchAll, picture, pixelsOf, platform as sharedPlatform, shoes, unique } from './shop.ts';

const SECONDS = 1000;
const orders = resourceName('orderService', 'Orders');

describe('a platform that is started again on the same directory and ports', () => {
  let directory: string;
  let portBase: number;
  let running: PlatformProcess;
  let shop: PlatformClients;

  const start = async (...flags: string[]) => {
    running = await startPlatformProcess(directory, portBase, flags);
  };
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'restart-'));
    portBase = await freePortBase();
    await start();
    shop = platformClients(readPlatformFile(running.file)); // good for each start: the ports stay
  }, 180 * SECONDS);
  afterEach(async () => {
    shop.destroy();
    await stopPlatformProcess(running);
    rmSync(directory, { recursive: true, force: true });
  }, 30 * SECONDS);

  const newAccounts = (names: string[]) => Promise.all(names.map((name) => createAccount(shop.platform, unique(name))));
  const newProducts = async (seller: Account, quantities: number[]): Promise<string[]> => {
    const admin = await makeAdmin(shop.platform, seller);
    return Promise.all(
      quantities.map(async (quantity) => {
        const id = await uploadProduct(shop.platform, seller, { ...shoes, quantity }, picture);
        await approveProduct(shop.platform, admin, id);
        return id;
      }),
    );
  };
  /** Looks whether these orders have ended; what a slow machine has kept from its next step need not wait for minutes. */
  const lookUntilEnded = (orderIds: string[]) => {
    let sweepAt = Date.now() + 15 * SECONDS;
    return async (): Promise<true | undefined> => {
      const open = (await orderRows(shop, orderIds)).filter(({ status }) => status === 'pending');
      if (open.length === 0) return true;
      if (Date.now() < sweepAt) return undefined;
      const due = { nextCheckAt: new Date(Date.now() - SECONDS).toISOString() };
      await Promise.all(open.map(({ orderId }) => writePaths(shop.dynamodb, orders, { orderId }, due, 'nextCheckAt')));
      await runScheduled(shop.lambda, 'orderService', 'sweepOrders');
      sweepAt = Date.now() + 5 * SECONDS;
      return undefined;
    };
  };
  const place = (customer: Account, id: string, quantity: number, key: string = randomUUID()) =>
    call<{ orderId: string }>(`${shop.platform.order}/create-order`, {
      body: { id, quantity },
      token: customer.idToken,
      headers: { 'idempotency-key': key },
    });

  test(
    'has all its data after Ctrl-C, and none after --fresh',
    async () => {
      const { platform } = shop;
      const [customer] = await newAccounts(['Customer']);
      const [id = ''] = customer ? await newProducts(customer, [5]) : [];
      if (!customer) throw new Error('no customer');
      const { orderId } = (await place(customer, id, 2)).body;
      const order = await waitForOrder(platform, customer, orderId);
      await waitForMail(platform, customer.email, / now shipping$/);
      const look = async () => ({
        order: (await call(`${platform.order}/orders/${orderId}`, { token: customer.idToken })).body,
        product: (await call<{ imageUrl: string }>(`${platform.product}/products/${id}`)).body,
        me: (await call(`${platform.auth}/me`, { token: customer.accessToken })).body,
        mails: (await mailsTo(platform, customer.email)).map(({ subject }) => subject),
      });
      const before = await look();
      expect(before.order).toEqual(order);

      await stopPlatformProcess(running);
      expect(running.process.exitCode).toBe(0);
      await start();

      expect(await look()).toEqual(before);
      const image = await fetchAll(before.product.imageUrl);
      expect(pixelsOf(image.bytes).equals(pixelsOf(picture))).toBe(true);
      await expect(signIn(platform, customer)).resolves.toMatchObject({ email: customer.email });

      await stopPlatformProcess(running);
      await start('--fresh');

      expect((await look()).mails).toEqual([]);
      expect((await call(`${platform.product}/products/${id}`)).status).toBe(404);
      expect((await fetchAll(before.product.imageUrl)).status).not.toBe(200);
      await expect(signIn(platform, customer)).rejects.toThrow('401');
    },
    180 * SECONDS,
  );

  test(
    'has completed every order accepted before kill -9, with emails and exact stock; twice',
    async () => {
      const customers = await newAccounts(Array.from({ length: 6 }, (_, index) => `Customer ${index}`));
      const quantities = [20, 1000, 1000];
      const [seller] = customers;
      const products = seller ? await newProducts(seller, quantities) : [];
      const stockAtStart = new Map(products.map((id, index) => [id, quantities[index] ?? 0]));
      const accepted: string[] = [];

      for (const round of [1, 2]) {
        const wanted = Array.from({ length: 150 }, (_, index) => ({ index, key: `${round}/${index}` }));
        const before = accepted.length;
        let killed = false;
        const client = async () => {
          while (!killed) {
            const next = wanted.shift();
            if (!next) return;
            const { index, key } = next;
            const customer = customers[index % customers.length];
            const product = products[index % products.length] ?? '';
            const reply = customer && (await place(customer, product, 1 + (index % 2), key).catch(() => undefined));
            if (reply?.status === 201) accepted.push(reply.body.orderId);
            else if (!reply) wanted.push(next); // nobody knows whether it was taken: asked again under its key
          }
        };
        const clients = Promise.all(Array.from({ length: 12 }, client));
        await eventually('half of the orders', async () => (accepted.length >= before + 70 ? true : undefined), 60);
        await stopPlatformProcess(running, 'SIGKILL');
        killed = true;
        await clients;
        expect(wanted.length).toBeGreaterThan(0);
        await outlastMailClaims(directory, shop.platform.aws);
        await start();

        killed = false;
        await Promise.all(Array.from({ length: 12 }, client));

        const all = (await scanAll<OrderRow>(shop, orders)).map(({ orderId }) => orderId);
        expect(all).toEqual(expect.arrayContaining(accepted));
        await eventually('the end of all orders', lookUntilEnded(all), 90);
        const broken = () => brokenInvariants(shop, all, stockAtStart, { killed: true });
        await eventually('all mails', async () => ((await broken()).length === 0 ? true : undefined), 120).catch(
          () => undefined,
        );
        expect(await broken()).toEqual([]);
      }
      expect((await orderRows(shop, accepted)).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    },
    240 * SECONDS,
  );
});

describe('a second platform', () => {
  const directory = dirname(process.env.PLATFORM_FILE ?? join('.local', 'platform.json'));
  const run = async (args: string[], portBase: number) => {
    const child = spawn('node', ['shared/cli/start/start.ts', ...args], {
      env: { ...process.env, PORT_BASE: String(portBase) },
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, lines: printed.join('').trim().split('\n') };
  };

  test(
    'on the same data is rejected in one sentence, and the first one continues',
    async () => {
      const addresses = readFileSync(join(directory, 'platform.json'), 'utf8');

      const { code, lines } = await run(['--directory', directory], 0);

      expect({ code, lines }).toEqual({
        code: 1,
        lines: [
          expect.stringMatching(
            /^✘ The platform is already running on the data in .* \(process \d+, since .*stop it first/,
          ),
        ],
      });
      expect(readFileSync(join(directory, 'platform.json'), 'utf8')).toBe(addresses);
      expect((await call(`${sharedPlatform.banner}/banners`)).status).toBe(200);
    },
    60 * SECONDS,
  );

  test(
    'on the same ports is rejected in one sentence that says how to change them',
    async () => {
      const port = Number(new URL(sharedPlatform.auth).port);
      const other = mkdtempSync(join(tmpdir(), 'second-'));

      const { code, lines } = await run(['--directory', other], port - 1);
      rmSync(other, { recursive: true, force: true });

      expect({ code, lines }).toEqual({
        code: 1,
        lines: [expect.stringMatching(/^✘ Port \d+ is in use by another program: .*PORT_BASE=\d+ npm start\.$/)],
      });
      expect((await call(`${sharedPlatform.banner}/banners`)).status).toBe(200);
    },
    60 * SECONDS,
  );
});
