import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { Stock } from '../../src/product/stockStore.ts';
import { cancelled, lines, orderId, otherOrderId, reservation, transactions, unmet } from './stockSamples.ts';

const { handler } = await import('../../src/handlers/reserveStock.ts');

type Order = { orderId: string; items: { productId: string; variantId?: string; quantity: number }[] };
const reserve = (...orders: Order[]) =>
  handler({ orders: orders.map((order) => ({ ...order, correlationId: 'c' })) }, {} as Context);
const reserveStock = (items = lines) => reserve({ orderId, items });
const stock = (variantId: string, available: number): Stock => ({ variantId, available, sellable: true });
const shoes = (id: string, quantity: number): Order => ({ orderId: id, items: [{ productId: 'shoes', quantity }] });
const outcome = (value: string, id = orderId) => ({ orderId: id, outcome: value });

/** Each transaction's orders, and the units that it takes. */
const tried = () =>
  transactions().map((items) => ({
    orders: items.flatMap(({ Put }) => Put?.Item?.orderId ?? []),
    units: items.flatMap(({ Update }) => Update?.ExpressionAttributeValues?.[':units'] ?? []),
  }));

beforeEach(() => {
  resetCloud();
  jest.spyOn(Math, 'random').mockReturnValue(0); // no waiting
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('reserveStock', () => {
  test('takes all lines and writes the reservation in one transaction', async () => {
    expect(await reserveStock()).toEqual([outcome('reserved')]);

    expect(transactions()).toEqual([
      [
        {
          Put: expect.objectContaining({
            TableName: 'StockReservations',
            Item: { orderId, items: lines, status: 'reserved', createdAt: expect.any(String) },
            ConditionExpression: 'attribute_not_exists(orderId)',
          }),
        },
        ...lines.map(({ productId, quantity }) => ({
          Update: expect.objectContaining({
            TableName: 'Stock',
            Key: { variantId: productId },
            UpdateExpression: 'SET available = available - :units, units = if_not_exists(units, available) - :all',
            ConditionExpression: 'sellable = :true AND available >= :units',
            ExpressionAttributeValues: { ':units': quantity, ':all': quantity, ':true': true },
          }),
        })),
      ],
    ]);
  });

  test('takes the units of a variant, and of its product, which says whether it is on sale', async () => {
    const items = [
      { productId: 'shirt', variantId: 'shirt-m', quantity: 2 },
      { productId: 'shirt', variantId: 'shirt-l', quantity: 1 },
    ];

    expect(await reserve({ orderId, items })).toEqual([outcome('reserved')]);

    expect(
      transactions()[0]
        ?.slice(1)
        .map(({ Update }) => Update),
    ).toEqual(
      [
        {
          Key: { variantId: 'shirt-m' },
          UpdateExpression: 'SET available = available - :units',
          ConditionExpression: 'available >= :units',
          ExpressionAttributeValues: { ':units': 2 },
        },
        {
          Key: { variantId: 'shirt' },
          UpdateExpression: 'SET units = if_not_exists(units, available) - :all',
          ConditionExpression: 'sellable = :true',
          ExpressionAttributeValues: { ':all': 3, ':true': true },
        },
        {
          Key: { variantId: 'shirt-l' },
          UpdateExpression: 'SET available = available - :units',
          ConditionExpression: 'available >= :units',
          ExpressionAttributeValues: { ':units': 1 },
        },
      ].map((update) => expect.objectContaining(update)),
    );
  });

  test.each<[string, string, (Stock | undefined)[]]>([
    ['its product is off sale', 'productUnavailable', [undefined, { variantId: 'shirt', units: 9 }]],
    ['it is gone', 'productUnavailable', [undefined]],
    ['too few of it are left', 'insufficientStock', [{ variantId: 'shirt-m', available: 1 }]],
  ])('refuses a variant if %s', async (_, expected, [ofVariant, ofProduct]) => {
    const reasons = ofProduct ? ['None', unmet(ofProduct)] : [unmet(ofVariant), 'None'];
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', ...reasons));

    const items = [{ productId: 'shirt', variantId: 'shirt-m', quantity: 2 }];

    expect(await reserve({ orderId, items })).toEqual([outcome(expected)]);
  });

  test('takes the units of a product together for all orders of a batch', async () => {
    const answer = await reserve({ orderId, items: lines }, shoes(otherOrderId, 4));

    expect(answer).toEqual([outcome('reserved'), outcome('reserved', otherOrderId)]);
    expect(tried()).toEqual([{ orders: [orderId, otherOrderId], units: [6, 3] }]);
  });

  test('adds up lines of the same product, and counts a duplicate order once', async () => {
    const order = { orderId, items: [...lines, { productId: 'shoes', quantity: 5 }] };

    expect(await reserve(order, order)).toEqual([outcome('reserved'), outcome('reserved')]);

    expect(tried()).toEqual([{ orders: [orderId], units: [7, 3] }]);
  });

  test('starts another transaction beyond 100 actions, in the sequence of the batch', async () => {
    const orders = Array.from({ length: 50 }, (_, order) => ({
      orderId: `00000000-0000-4000-8000-${String(order).padStart(12, '0')}`,
      items: Array.from({ length: 4 }, (_line, line) => ({ productId: `${order}-${line}`, quantity: 1 })),
    }));

    const answer = await reserve(...orders);

    expect(new Set(answer?.map((one) => one.outcome))).toEqual(new Set(['reserved']));
    expect(transactions().map((items) => items.length)).toEqual([100, 100, 50]);
    expect(tried().flatMap((one) => one.orders)).toEqual(orders.map((order) => order.orderId));
  });

  test('is idempotent: a repeat succeeds, whatever the current stock', async () => {
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejects(cancelled(unmet(reservation('reserved')), unmet(stock('shoes', 0)), 'None'));

    expect(await reserveStock()).toEqual([outcome('reserved')]);
  });

  test.each<[string, string, Stock | undefined]>([
    ['too little stock', 'insufficientStock', stock('socks', 1)],
    ['none left', 'insufficientStock', stock('socks', 0)],
    ['a product that is off sale', 'productUnavailable', { variantId: 'socks', available: 9 }],
    ['a product that is gone', 'productUnavailable', undefined],
  ])('rejects %s as %s, without a retry', async (_, refusal, row) => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', 'None', unmet(row)));

    expect(await reserveStock()).toEqual([outcome(refusal)]);
    expect(transactions()).toHaveLength(1);
  });

  test('rejects an order that was released before', async () => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled(unmet(reservation('released')), 'None', 'None'));

    expect(await reserveStock()).toEqual([outcome('released')]);
  });

  test('serves orders first come, first served, if the stock does not suffice for all', async () => {
    const third = 'f0000000-0000-4000-8000-000000000003';
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', 'None', 'None', unmet(stock('shoes', 3))))
      .resolvesOnce({})
      .rejects(cancelled('None', unmet(stock('shoes', 0))));

    expect(await reserve(shoes(orderId, 2), shoes(otherOrderId, 2), shoes(third, 1))).toEqual([
      outcome('reserved'),
      outcome('insufficientStock', otherOrderId),
      outcome('reserved', third),
    ]);
    expect(tried()).toEqual([
      { orders: [orderId, otherOrderId, third], units: [5] },
      { orders: [orderId, third], units: [3] },
      { orders: [otherOrderId], units: [2] },
    ]);
  });

  test('does not reject an order for stock that others of the batch do not take in the end', async () => {
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', 'None', unmet(stock('shoes', 3))))
      .rejectsOnce(cancelled('None', unmet(stock('shoes', 2)))) // another batch was quicker
      .resolves({});

    expect(await reserve(shoes(orderId, 3), shoes(otherOrderId, 2))).toEqual([
      outcome('insufficientStock'),
      outcome('reserved', otherOrderId),
    ]);
  });

  test('reserves the new orders of a partly reserved batch', async () => {
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled(unmet(reservation('reserved')), 'None', 'None'))
      .resolves({});

    expect(await reserve(shoes(orderId, 3), shoes(otherOrderId, 2))).toEqual([
      outcome('reserved'),
      outcome('reserved', otherOrderId),
    ]);
    expect(tried()[1]).toEqual({ orders: [otherOrderId], units: [2] });
  });

  test.each<[string, Error]>([
    ['another transaction on the same product', cancelled('None', 'TransactionConflict', 'None')],
    ['a conflict beside an unmet condition', cancelled('None', 'TransactionConflict', unmet(stock('socks', 0)))],
    ['a throttled table', cancelled('None', 'None', 'ProvisionedThroughputExceeded')],
    ['a throttled account', awsError('ThrottlingException')],
    ['the same transaction in progress', awsError('TransactionInProgressException')],
  ])('retries the same transaction after %s', async (_, error) => {
    cloud.dynamodb.on(TransactWriteCommand).rejectsOnce(error).rejectsOnce(error).resolves({});

    expect(await reserveStock()).toEqual([outcome('reserved')]);
    expect(transactions()).toHaveLength(3);
    const tokens = cloud.dynamodb
      .commandCalls(TransactWriteCommand)
      .map(({ args }) => args[0].input.ClientRequestToken);
    expect(new Set(tokens).size).toBe(1);
  });

  test('returns busy, never out of stock, after a bounded number of conflicts', async () => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', 'TransactionConflict', 'None'));

    expect(await reserveStock()).toEqual([outcome('busy')]);
    expect(transactions()).toHaveLength(28);
  });

  test('rethrows any other failure', async () => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(awsError('ResourceNotFoundException'));
    await expect(reserveStock()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', 'ValidationError', 'None'));
    await expect(reserveStock()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });

  test.each<[string, unknown]>([
    ['no items', []],
    ['no unit', [{ productId: 'a', quantity: 0 }]],
    ['less than no unit', [{ productId: 'a', quantity: -1 }]],
    ['half a unit', [{ productId: 'a', quantity: 0.5 }]],
    ['51 lines', Array.from({ length: 51 }, (_, index) => ({ productId: `${index}`, quantity: 1 }))],
  ])('rejects %s before it calls the table', async (_, items) => {
    await expect(reserveStock(items as typeof lines)).rejects.toMatchObject({ name: 'ZodError' });
    expect(transactions()).toEqual([]);
  });

  test.each([0, 51])('rejects a batch of %d orders', async (length) => {
    const orders = Array.from({ length }, () => shoes(orderId, 1));

    await expect(reserve(...orders)).rejects.toMatchObject({ name: 'ZodError' });
  });
});
