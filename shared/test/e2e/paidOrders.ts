import { createHmac, randomUUID } from 'node:crypto';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll } from '@jest/globals';
import { localClient } from '../../cli/platformTarget.ts';
import { type Account, call, eventually } from '../../cli/shopClient.ts';
import { type TestPayment, tryPayment } from '../../cli/testPayment.ts';
import { writePaths } from '../writePaths.ts';
import { resourceName, runScheduled } from './platformClients.ts';
import { account, approvedProduct, dynamodb, lambda, platform } from './shop.ts';

const ssm = new SSMClient(localClient(platform, 'ssm'));
afterAll(() => {
  ssm.destroy();
});

/** One of the order service's settings of payment. */
const paymentSetting = async (name: 'secretKey' | 'webhookSecret'): Promise<string> => {
  const Name = '/ecommerce/dev/orderService/payment';
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  return JSON.parse(Parameter?.Value ?? '{}')[name];
};

/** An order as the routes of payment, cancelling and refund answer it, and `GET /orders/{id}` in lower case. */
export type PaidOrderView = {
  id: string;
  status: string;
  total: number;
  reason?: string;
  payment: { provider: string; dueAt: string; paid: number; refunded: number };
};

export const ORDERS = resourceName('orderService', 'Orders');

/** The row of an order. */
export const orderRow = async (orderId: string): Promise<Record<string, unknown>> =>
  (await dynamodb.send(new GetCommand({ TableName: ORDERS, Key: { orderId }, ConsistentRead: true }))).Item ?? {};

/** Writes paths of an order's row: see `writePaths`. */
export const changeRow = (orderId: string, changes: Record<string, unknown>) =>
  writePaths(dynamodb, ORDERS, { orderId }, changes);

export const past = (): string => new Date(Date.now() - 1000).toISOString();

/** Runs the function that looks after orders which stand still, as its schedule does. */
export const sweepOrders = (): Promise<void> => runScheduled(lambda, 'orderService', 'sweepOrders');

/** Time passes: the order is due, and looked after. */
export const expire = async (orderId: string): Promise<void> => {
  await changeRow(orderId, { 'payment.dueAt': past(), nextCheckAt: past() });
  await sweepOrders();
};

export type Placed = { orderId: string; productId: string; customer: Account };

/** Orders that one customer places: fewer than may wait for their payment at a time. */
const ORDERS_EACH = 4;
let asked = 0;
const nextCustomer = (): string => `Customer ${Math.floor(asked++ / ORDERS_EACH)}`;

/** An order of two pieces of a new product of 10 pieces at 49.99, its payment begun. */
export const placeOrder = async (name = nextCustomer()): Promise<Placed> => {
  const productId = await approvedProduct({ quantity: 10 });
  const customer = await account(name);
  const { status, body } = await call<{ id: string }>(`${platform.order}/checkout`, {
    body: { items: [{ id: productId, qty: 2 }], total: 99.98 },
    token: customer.idToken,
  });
  if (status !== 201) throw new Error(`checkout: ${status} ${JSON.stringify(body)}`);
  return { orderId: body.id, productId, customer };
};

/** Such an order whose stock is taken, and that waits for its payment. */
export const awaitingOrder = async (name?: string): Promise<Placed> => {
  const placed = await placeOrder(name);
  await reaches(placed, 'awaiting_payment');
  return placed;
};

/** Such an order that is paid and ships. */
export const shippedOrder = async (card?: string): Promise<Placed> => {
  const placed = await awaitingOrder();
  await pay(placed.orderId, card);
  await reaches(placed, 'shipping');
  return placed;
};

export const view = async ({ orderId, customer }: Placed) =>
  (await call<PaidOrderView>(`${platform.order}/orders/${orderId}`, { token: customer.idToken })).body;

/** Waits until the order has this status. */
export const reaches = (placed: Placed, status: string): Promise<PaidOrderView> =>
  eventually(`${status} of order ${placed.orderId}`, async () => {
    const order = await view(placed);
    return order.status === status ? order : undefined;
  });

export const stockOf = async (id: string): Promise<number> =>
  (await call<{ quantity: number }>(`${platform.product}/products/${id}`)).body.quantity;

export const cancel = ({ orderId, customer }: Placed, by: Account = customer) =>
  call<PaidOrderView & { code?: string }>(`${platform.order}/orders/${orderId}/cancel`, {
    method: 'POST',
    token: by.idToken,
  });

type Ledger = { status: string; captured: number; refunded: number; captures: number };

const provider = (path: string) => `${platform.payments}${path}`;

/** Pulls one of the test provider's strings. */
export const control = (path: string, body: object) => call(provider(path), { body });

/** What the provider has of the order, in minor units. */
export const ledgerOf = async (orderId: string): Promise<Ledger> => {
  const { body } = await call<Ledger[]>(provider(`/ledger?order=${orderId}`));
  return body[0] ?? { status: 'none', captured: 0, refunded: 0, captures: 0 };
};

export const paymentOf = async (orderId: string): Promise<TestPayment> =>
  (await call<TestPayment>(provider(`/test/payments/${orderId}`))).body;

/** Pays as the customer's browser would. Answers the provider's status: 402 where the card was declined. */
export const pay = async (orderId: string, card?: string): Promise<number> =>
  (await tryPayment(platform.payments ?? '', await paymentOf(orderId), card)).status;

/** Does something at the provider by hand, as a person at its dashboard. */
export const atProvider = async (path: string, parameters: Record<string, string> = {}) =>
  call<{ id: string }>(provider(`/v1${path}`), {
    body: new URLSearchParams(parameters).toString(),
    headers: {
      authorization: `Bearer ${await paymentSetting('secretKey')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });

/** The event by which the provider tells that an order is paid. */
export const succeeded = async (orderId: string, changes: object = {}, livemode = false): Promise<string> => {
  const { payment, total, currency } = (await orderRow(orderId)) as {
    payment?: { paymentIntentId: string };
    total?: number;
    currency?: string;
  };
  const intent = {
    id: payment?.paymentIntentId ?? 'pi_unknown',
    object: 'payment_intent',
    amount_received: total ?? 1,
    currency: (currency ?? 'EUR').toLowerCase(),
    metadata: { orderId },
    ...changes,
  };
  const created = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    ...{ id: `evt_${randomUUID()}`, object: 'event', type: 'payment_intent.succeeded', created, livemode },
    data: { object: intent },
  });
};

type Signing = { secret?: string | undefined; ageSeconds?: number; sent?: string; type?: string };

/** Signs a body as the provider does, or as somebody else would. */
export const signatureOf = async (
  body: string,
  { secret, ageSeconds = 0 }: Pick<Signing, 'secret' | 'ageSeconds'> = {},
) => {
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const key = secret ?? (await paymentSetting('webhookSecret'));
  const v1 = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${'0'.repeat(64)},v1=${v1}`;
};

/** Sends an event to the webhook as the provider does, or as somebody else would. */
export const send = async (event: string, { secret, ageSeconds = 0, sent = event, type }: Signing = {}) => {
  const signature = await signatureOf(event, { secret, ageSeconds });
  return call<{ received?: boolean; code?: string }>(`${platform.order}/payments/webhook`, {
    body: sent,
    headers: {
      'stripe-signature': signature,
      ...(type ? { 'content-type': type } : {}),
    },
  });
};
