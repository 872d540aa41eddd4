import { describe, expect, test } from '@jest/globals';
import { brokenRules, readImports } from '../../checks/imports.ts';

describe('the import rules', () => {
  test('are followed by the code', () => {
    const imports = readImports(process.cwd());

    expect(imports.length).toBeGreaterThan(100); // a check that reads nothing would hold everything
    expect(brokenRules(imports)).toEqual([]);
  });

  test.each([
    ['a service imports another', 'orderService/src/placeOrder.ts', 'productService/src/product/product.ts'],
    ['a handler imports the SDK', 'orderService/src/handlers/getOrder.ts', '@aws-sdk/client-s3'],
    ['a handler imports middy', 'orderService/src/handlers/getOrder.ts', '@middy/core'],
    ['the domain imports the SDK', 'orderService/src/order.ts', '@aws-sdk/client-dynamodb'],
    ['the domain imports middy', 'orderService/src/order.ts', '@middy/core'],
    ['a store imports a handler', 'orderService/src/orderStore.ts', 'orderService/src/handlers/getOrder.ts'],
    ['runtime code imports the local platform', 'shared/src/http.ts', 'shared/platform/src/platform.ts'],
    ['runtime code imports the platform by its name', 'authService/src/x.ts', 'shared/platform/package.json'],
    ['the platform imports a service', 'shared/platform/src/platform.ts', 'orderService/src/order/order.ts'],
    ['the platform imports shared', 'shared/platform/src/platform.ts', 'shared/src/correlation.ts'],
    ['the platform imports the commands', 'shared/platform/src/terminal/session.ts', 'shared/cli/commandLine.ts'],
    ['a test of the platform imports shared', 'shared/platform/test/platform.test.ts', 'shared/test/tables.ts'],
    ['the platform imports the test provider', 'shared/platform/src/x.ts', 'shared/test-provider/package.json'],
    ['the test provider imports the platform', 'shared/test-provider/src/server.ts', 'shared/platform/package.json'],
    ['the client imports shared', 'shared/client/src/send.ts', 'shared/src/errors.ts'],
    ['the client imports GraphQL', 'shared/client/src/send.ts', 'shared/graphql/package.json'],
    ['GraphQL imports shared', 'shared/graphql/src/context.ts', 'shared/src/errors.ts'],
    ['runtime code imports the client', 'shared/src/http.ts', 'shared/client/package.json'],
    ['a command reaches into the platform', 'shared/cli/deploy.ts', 'shared/platform/src/http/httpApi.ts'],
    ['runtime code imports a test', 'authService/src/account/account.ts', 'authService/test/account/account.test.ts'],
    ['runtime code imports an API document', 'orderService/src/order.ts', 'orderService/openapi/answers.ts'],
    ['the order imports a subject', 'orderService/src/order/order.ts', 'orderService/src/payment/paymentStore.ts'],
    ['the order imports what lies beside it', 'orderService/src/order/order.ts', 'orderService/src/cart.ts'],
    ['shared imports a service', 'shared/src/http.ts', 'authService/src/account/account.ts'],
  ])('it is found when %s', (_, from, to) => {
    expect(brokenRules([{ from, to }])).toEqual([expect.stringContaining(`${from} imports ${to}, but `)]);
  });

  test('it is found when folders of a service import each other in a circle', () => {
    const to = (from: string, target: string) => ({ from: `aService/src/${from}.ts`, to: `aService/src/${target}.ts` });
    const imports = [
      to('cart/cart', 'checkout/checkout'),
      to('checkout/place', 'refund/refund'),
      to('refund/make', 'cart/line'),
    ];

    expect(brokenRules(imports)).toEqual([
      "aService/src/refund imports aService/src/cart imports aService/src/checkout imports aService/src/refund, but a service's folders must not import each other in a circle",
    ]);
    expect(brokenRules(imports.slice(1))).toEqual([]);
    expect(brokenRules([to('cart/cart', 'cart'), to('cart', 'cart/cart')])).toHaveLength(1);
  });

  test.each([
    ['modules of a folder import each other', 'orderService/src/cart/cart.ts', 'orderService/src/cart/cartStore.ts'],
    ['a subject imports the order', 'orderService/src/payment/paymentStore.ts', 'orderService/src/order/order.ts'],
    ['a handler imports its domain', 'orderService/src/handlers/getOrder.ts', 'orderService/src/order.ts'],
    ['a store imports the SDK', 'orderService/src/orderStore.ts', '@aws-sdk/lib-dynamodb'],
    ['a service imports shared', 'orderService/src/order.ts', 'shared/src/money.ts'],
    ['GraphQL imports the client', 'shared/graphql/src/context.ts', 'shared/client/package.json'],
    ['a command imports the platform', 'shared/cli/deploy.ts', 'shared/platform/package.json'],
    ['modules of the platform import each other', 'shared/platform/src/x.ts', 'shared/platform/src/http/httpApi.ts'],
    ['a test uses a helper of the tests of the platform', 'shared/test/x.test.ts', 'shared/platform/test/log/log.ts'],
  ])('it is allowed that %s', (_, from, to) => {
    expect(brokenRules([{ from, to }])).toEqual([]);
  });
});
