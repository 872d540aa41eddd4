import './environment.ts';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { type OrderableProduct, ReadProductsInput } from '@ecommerce/shared/productFunctions.ts';
import { afterAll } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createTable } from '../../shared/test/tables.ts';
import { lineKey } from '../src/cart/cart.ts';
import { shoes } from './samples.ts';
import { createShopTables } from './shopTables.ts';

/** What productService has on sale, and what was sent to the queue. */
export const shopWindow = () => {
  const lambda = mockClient(LambdaClient);
  const sqs = mockClient(SQSClient);
  const variants = new Map<string, OrderableProduct>();
  lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
    const { items } = ReadProductsInput.parse(JSON.parse(String(Payload)));
    const found = items.map(({ productId, variantId }) => {
      const ofProduct = [...variants.values()].filter(({ id }) => id === productId);
      if (variantId === undefined && ofProduct.length > 1) return 'variantRequired';
      return ofProduct.find((one) => variantId === undefined || lineKey(one) === variantId) ?? 'notOnSale';
    });
    return { StatusCode: 200, Payload: { transformToString: () => JSON.stringify(found) } };
  });
  sqs.on(SendMessageCommand).resolves({});
  return {
    lambda,
    sqs,
    /** Puts a product, or a variant of one, on sale: shoes, with `changes` in place of theirs. */
    offer: (changes: Partial<OrderableProduct> = {}) => {
      const product = { ...shoes, id: crypto.randomUUID(), ...changes };
      variants.set(lineKey(product), product);
      return product;
    },
    withdraw: (variantId: string) => variants.delete(variantId),
    /** How many orders the queue has been told. */
    enqueued: () =>
      sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(String(args[0].input.MessageBody))),
  };
};

/** A table of carts of a test file's own, and what productService has on sale. */
export const startCarts = async () => {
  const server = await startDynamoDb({ port: 0 });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
  afterAll(() => server.close());
  const window = shopWindow();
  await createTable('Carts', 'customerId');
  await createShopTables();
  const { addToCart, showCart } = await import('../src/cart/changeCart.ts');
  return {
    ...window,
    someone: () => crypto.randomUUID(),
    quantities: async (customerId: string) =>
      (await showCart(customerId)).items.map(({ product, quantity }) => [product.id, quantity]),
    /** Puts that many products into a cart, one piece each. */
    filled: async (customerId: string, lines: number) => {
      const products = Array.from({ length: lines }, () => window.offer());
      for (const { id } of products) await addToCart(customerId, { id, qty: 1 });
      return products;
    },
  };
};
