import './environment.ts';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { newSecrets, startPaymentProvider } from '@ecommerce/test-provider';
import type { LedgerEntry } from '@ecommerce/test-provider/ledger';
import { afterAll, beforeEach, expect } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { tryPayment } from '../../shared/cli/testPayment.ts';
import { createTable } from '../../shared/test/tables.ts';
import type { CheckoutRequest } from '../src/checkout/checkoutRequest.ts';
import { shopWindow } from './carts.ts';
import { createShopTables } from './shopTables.ts';

/** The checkout of the whole cart, at whatever it costs. */
export const wholeCart: CheckoutRequest = { lines: undefined, total: undefined };
export const refusal = (code: string, data: object = {}) => expect.objectContaining({ code, data });

/** A customer whom no other test knows. */
export const someone = () => {
  const userId = crypto.randomUUID();
  return { userId, groups: [], email: `${userId}@example.com` };
};

/**
 * Tables and a payment provider of a test file's own, with the modules that use them; productService and the queue are mocked. Each test
 * begins without a payment provider and with nothing sent to the queue.
 */
export const startCheckoutSetting = async () => {
  const server = await startDynamoDb({ port: 0 });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
  process.env.SETTINGS_SECONDS = '0'; // tests change settings
  const secrets = newSecrets();
  const payments = await startPaymentProvider({ port: 0, ...secrets, webhookUrl: () => undefined });
  const ssm = mockClient(SSMClient);
  const window = shopWindow();
  await createTable('Carts', 'customerId');
  await createTable('UnpaidOrders', 'customerId');
  await createTable('OrderNumbers', 'year');
  await createShopTables();
  await createTable('Orders', 'orderId', {
    ...{ byCustomer: 'customerId', byCustomerStatus: 'customerStatus', byEmail: 'email' },
  });
  const { addToCart } = await import('../src/cart/changeCart.ts');
  const { listOrders } = await import('../src/order/orderStore.ts');
  const payBy = (provider: 'none' | 'test' | 'broken') => {
    clearCaches();
    const parameters = {
      provider: provider === 'none' ? 'none' : 'test',
      secretKey: secrets.secretKey,
      webhookSecret: secrets.webhookSecret,
      apiUrl: provider === 'broken' ? 'http://127.0.0.1:1' : payments.url,
    };
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: JSON.stringify(parameters) } });
  };
  beforeEach(() => {
    payBy('none');
    window.sqs.resetHistory();
  });
  afterAll(async () => {
    await payments.close();
    await server.close();
  });
  return {
    ...window,
    /** Names the payment provider; `broken` is one that does not answer. */
    payBy,
    /** Somebody with two pieces each of that many products in the cart. */
    customerWith: async (lines: number, changes: Parameters<typeof window.offer>[0] = {}) => {
      const customer = someone();
      const products = Array.from({ length: lines }, () => window.offer(changes));
      for (const { id } of products) await addToCart(customer.userId, { id, qty: 2 });
      return { customer, products };
    },
    ordersOf: async ({ userId }: { userId: string }) => (await listOrders(userId, undefined, { limit: 100 })).items,
    /** The customer's browser tries to pay. Answers the provider's status: 402 where the card was declined. */
    pay: async (clientSecret: string, card?: string) =>
      (await tryPayment(payments.url, { clientSecret, publishableKey: secrets.publishableKey }, card)).status,
    /** All payments in the provider's books. */
    ledger: async () => (await (await fetch(`${payments.url}/ledger`)).json()) as LedgerEntry[],
    /** What the provider's books say of an order. */
    ledgerOf: async (orderId: string) =>
      (await (await fetch(`${payments.url}/ledger?order=${orderId}`)).json()) as LedgerEntry[],
  };
};
