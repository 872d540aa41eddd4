import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import {
  type Account,
  call,
  createAccount,
  eventually,
  makeAdmin,
  uploadProduct,
  waitForMail,
} from '../../cli/shopClient.ts';
import { changeRow, expire, orderRow, past, pay, sweepOrders } from './paidOrders.ts';
import { admin, approvedProduct, dynamodb, picture, platform, s3, shoes, sqs, unique } from './shop.ts';

/** What stays of a person, by table: only the account's id, a random number that no longer leads to anyone. docs/personal-data.md. */
const LEFT = ['DeletedAccounts', 'DiscountUses', 'Orders', 'Products', 'StockMovements', 'UnpaidOrders', 'Users'];

type Body = {
  id?: string;
  orderId?: string;
  returns?: { id: string }[];
  fulfilments?: { id: string }[];
  reviews?: { productId: string }[];
};

const ask = async (token: string, url: string, body?: object, method = body ? 'POST' : 'GET') => {
  const answer = await call<Body>(url, { token, method, ...(body ? { body } : {}) });
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

const order = (path: string): string => `${platform.order}${path}`;

/** What the law requires to keep as it is, with name and address. */
const KEPT_BY_LAW = ['Invoices'];

/** All rows that contain one of the texts, by table. */
const rowsWith = async (...texts: string[]): Promise<Record<string, object[]>> => {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({ Limit: 100 }));
  const found: [string, object[]][] = [];
  for (const TableName of TableNames) {
    for (let after: Record<string, unknown> | undefined, more = true; more; more = after !== undefined) {
      const page = await dynamodb.send(new ScanCommand({ TableName, ExclusiveStartKey: after }));
      const rows = (page.Items ?? []).filter((row) => contains(JSON.stringify(plain(row)), texts));
      if (rows.length > 0) found.push([TableName.split('-').at(-1) ?? '', rows]);
      after = page.LastEvaluatedKey;
    }
  }
  return Object.fromEntries(found);
};

const plain = (row: object): object =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Set ? [...value] : value]));

const contains = (text: string, parts: string[]): boolean =>
  parts.some((part) => text.toLowerCase().includes(part.toLowerCase()));

/** The keys of all objects in all buckets that contain one of the texts, in their key or their content. */
const objectsWith = async (...texts: string[]): Promise<string[]> => {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const found: string[] = [];
  for (const { Name: Bucket } of Buckets) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = '' } of Contents) {
      const { Body: content } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const text = Buffer.from((await content?.transformToByteArray()) ?? []).toString('latin1');
      if (contains(`${Key} ${text}`, texts)) found.push(Key);
    }
  }
  return found;
};

/** The messages that wait in any queue and contain one of the texts. */
const messagesWith = async (...texts: string[]): Promise<string[]> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const received = await Promise.all(
    QueueUrls.map((QueueUrl) =>
      sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, WaitTimeSeconds: 0 }),
      ),
    ),
  );
  return received
    .flatMap(({ Messages = [] }) => Messages.map(({ Body = '' }) => Body))
    .filter((body) => contains(body, texts));
};

/** A paid order with everything that an order can say about its customer, delivered, with a return that was refused. */
const deliveredOrder = async (customer: Account, address: object, mark: string): Promise<string> => {
  const id = await approvedProduct({ quantity: 10 });
  const staff = (await admin()).idToken;
  const note = `please call ${mark}`;
  const body = {
    items: [{ id, qty: 2 }],
    total: 99.98,
    shippingAddress: address,
    billingAddress: address,
    note,
    locale: 'de',
  };
  const { id: orderId = '' } = await ask(customer.idToken, order('/checkout'), body);
  await pay(orderId);
  await ends(orderId, 'shipping');
  const changed = { shippingAddress: { ...address, line2: `c/o ${mark}` } };
  await ask(customer.idToken, order(`/orders/${orderId}/addresses`), changed, 'PATCH');
  await ask(staff, order(`/orders/${orderId}/notes`), { text: `${mark} has called` });
  const parcel = { carrier: 'DHL', trackingNumber: mark, trackingUrl: `https://dhl.example/${mark}` };
  const { fulfilments = [] } = await ask(staff, order(`/orders/${orderId}/fulfilments`), parcel);
  await ask(staff, order(`/orders/${orderId}/fulfilments/${fulfilments[0]?.id}/delivered`), {});
  const asked = { items: [{ productId: id, quantity: 1 }], reason: `too small for ${mark}` };
  const { returns = [] } = await ask(customer.idToken, order(`/orders/${orderId}/returns`), asked);
  await ask(staff, order(`/orders/${orderId}/returns/${returns[0]?.id}/refuse`), {});
  await eventually('the right to review', async () => {
    const { reviews = [] } = await ask(customer.idToken, `${platform.product}/my-reviews`);
    return reviews.find(({ productId }) => productId === id);
  });
  const review = { stars: 5, text: `${mark} is content`, name: mark };
  const { id: reviewId } = await ask(customer.idToken, `${platform.product}/products/${id}/reviews`, review);
  await ask(staff, `${platform.product}/reviews/${reviewId}/approve`, {});
  return orderId;
};

const ends = (orderId: string, status: string) =>
  eventually(`${status} of ${orderId}`, async () => ((await orderRow(orderId)).status === status ? true : undefined));

const isErased = (orderId: string) =>
  eventually(`the erasure of ${orderId}`, async () => {
    const { erasedAt, nextCheckAt } = await orderRow(orderId);
    if (erasedAt !== undefined) return true;
    if (String(nextCheckAt) < new Date().toISOString()) await sweepOrders();
    return undefined;
  });

test('an account with everything that a person leaves behind is deleted, and nothing of the person is left', async () => {
  const person = await createAccount(platform, unique('Zephyrine'));
  const mark = person.fullName.split(' ')[1] ?? '';
  const digits = String(Number.parseInt(mark, 16)).padStart(10, '7');
  const { userId } = (await ask(person.idToken, `${platform.auth}/me`)) as { userId: string };
  const address = {
    ...{ name: person.fullName, company: `${mark} Ltd`, line1: `Ringweg ${mark}`, postalCode: '10115', city: 'Berlin' },
    ...{ country: 'DE', phone: `+49${digits}` },
  };
  const traces = [mark, digits];
  const [onSale, pending] = await Promise.all([1, 2].map(() => uploadProduct(platform, person, shoes, picture)));
  await eventually('the approval', async () => {
    const approval = { method: 'POST', token: (await admin()).idToken };
    return (await call(`${platform.product}/products/${onSale}/approve`, approval)).status === 200 ? true : undefined;
  });
  await ask(person.idToken, `${platform.auth}/me/addresses`, address);
  const wanted = await approvedProduct({ quantity: 100 });
  await ask(person.idToken, `${platform.product}/wish-list/${wanted}`, undefined, 'PUT');
  const soldOut = await approvedProduct({ quantity: 1 });
  await ask((await admin()).idToken, `${platform.product}/products/${soldOut}`, { quantityChange: -1 }, 'PATCH');
  await ask(person.idToken, `${platform.product}/stock-alerts/${soldOut}`, undefined, 'PUT');
  const delivered = await deliveredOrder(person, address, mark);
  const { orderId: shipping = '' } = await ask(person.idToken, order('/create-order'), { id: wanted, quantity: 1 });
  await ends(shipping, 'shipping');
  const items = [{ id: wanted, qty: 1 }];
  const checkout = { items, total: 49.99, shippingAddress: address };
  const { id: unpaid = '' } = await ask(person.idToken, order('/checkout'), checkout);
  await ask(person.idToken, order('/cart'), { id: wanted, qty: 1 });
  expect(Object.keys(await rowsWith(...traces))).toEqual(expect.arrayContaining(['Orders', 'Products', 'Users']));

  await ask(person.idToken, `${platform.auth}/me/export`);
  const file = await eventually('the export', async () => (await objectsWith(userId))[0]);
  expect(await objectsWith(...traces)).toEqual([file]);
  await ask(person.idToken, `${platform.auth}/me/export`);

  const { accessToken } = await makeAdmin(platform, person); // who leaves the admins with it
  const deletion = () => ask(accessToken, `${platform.auth}/me`, { password: person.password }, 'DELETE');
  await deletion();

  const late = await ask(person.idToken, order('/create-order'), { id: wanted, quantity: 1 });
  await ask(person.idToken, order('/cart'), { id: wanted, qty: 1 });
  await eventually('the end of the account', async () => {
    const { fullName, password } = person;
    return (await call(`${platform.auth}/sign-in`, { body: { fullName, password } })).status === 401 ? true : undefined;
  });
  if (platform.mailbox !== undefined) await waitForMail(platform, person.email, /account was deleted/);
  await eventually('the end of the deletion', async () => {
    const { DeletedAccounts: [row] = [] } = await rowsWith(userId);
    return row && 'completedAt' in row ? true : undefined;
  });
  await expire(unpaid);
  await ends(unpaid, 'cancelled');
  await isErased(unpaid);
  const open = [delivered, shipping, late.orderId ?? ''];
  for (const id of open) expect(await orderRow(id)).toMatchObject({ email: person.email, customerId: userId });
  const longAgo = new Date(Date.now() - 200 * 86_400_000).toISOString();
  for (const id of open) await changeRow(id, { erasureRequestedAt: longAgo, updatedAt: longAgo, nextCheckAt: past() });
  for (const id of open) await isErased(id);

  expect(KEPT_BY_LAW).toEqual(expect.arrayContaining(Object.keys(await rowsWith(...traces))));
  expect(await objectsWith(userId, ...traces)).toEqual([]);
  expect(await messagesWith(...traces)).toEqual([]);
  await deletion(); // its response may have been lost
  const left = await rowsWith(userId);
  expect(left.Users ?? []).toHaveLength(1); // who has left the admins
  expect(LEFT).toEqual(expect.arrayContaining(Object.keys(left)));
  expect(left.Products).toEqual([expect.objectContaining({ id: onSale, email: '', status: 'approved' })]);
  expect((await call(`${platform.product}/products/${pending}`)).status).toBe(404);
  expect(await orderRow(delivered)).toMatchObject({
    customerId: userId,
    status: 'shipping',
    total: 9998,
    requestHash: '',
  });
  const again = await createAccount(platform, person.fullName);
  expect(again.email).toBe(person.email);
}, 90_000);
