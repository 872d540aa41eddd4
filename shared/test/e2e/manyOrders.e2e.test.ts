import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { call, createAccount, eventually } from '../../cli/shopClient.ts';
import { inParallel } from './inParallel.ts';
import { brokenInvariants, orderRows } from './orderInvariants.ts';
import { approvedProduct, platform, shop, unique } from './shop.ts';

const CUSTOMERS = 50;
const PRODUCTS = 20;
const ORDERS = 500;
const BUYERS_AT_ONCE = 200;
const SCARCE_STOCK = 50;
const PLENTY = 5000;
const CLIENTS = 16;

test('500 orders by 50 customers on 20 products keep every invariant; of 200 buyers of 50 units at once exactly 50 succeed', async () => {
  const names = Array.from({ length: CUSTOMERS }, (_, index) => unique(`Buyer ${index}`));
  const customers = await inParallel(names, 4, (name) => createAccount(platform, name));
  const quantities = Array.from({ length: PRODUCTS }, (_, index) => (index === 0 ? SCARCE_STOCK : PLENTY));
  const products = await inParallel(quantities, 4, (quantity) => approvedProduct({ quantity }));
  const stockAtStart = new Map(products.map((id, index) => [id, quantities[index] ?? 0]));
  const customer = (index: number) => customers[index % CUSTOMERS]?.idToken ?? '';
  const place = (index: number, id: string, quantity: number) =>
    call<{ orderId: string }>(`${platform.order}/create-order`, {
      body: { id, quantity },
      token: customer(index),
      headers: { 'idempotency-key': randomUUID() },
    });
  const [scarce = '', ...plenty] = products;

  const rush = await Promise.all(Array.from({ length: BUYERS_AT_ONCE }, (_, index) => place(index, scarce, 1)));
  const rest = await inParallel(
    Array.from({ length: ORDERS - BUYERS_AT_ONCE }, (_, index) => index),
    CLIENTS,
    (index) => place(index, plenty[index % plenty.length] ?? '', 1 + (index % 3)),
  );

  expect(rest.filter(({ status }) => status !== 201)).toEqual([]);
  expect(rush.filter(({ status }) => status !== 201 && status !== 400)).toEqual([]);
  const accepted = [...rush, ...rest].filter(({ status }) => status === 201).map(({ body }) => body.orderId);
  await eventually(
    'the end of all orders',
    async () => ((await orderRows(shop, accepted)).every(({ status }) => status !== 'pending') ? true : undefined),
    90,
  );
  await eventually(
    'all mails',
    async () => ((await brokenInvariants(shop, accepted, stockAtStart)).length === 0 ? true : undefined),
    180, // two thousand mails
  ).catch(() => undefined); // what is still wrong is shown below

  expect(await brokenInvariants(shop, accepted, stockAtStart)).toEqual([]);
  const shipped = (await orderRows(shop, accepted)).filter(
    ({ status, items }) => status === 'shipping' && items[0]?.productId === scarce,
  );
  expect(shipped).toHaveLength(SCARCE_STOCK);
}, 400_000);
