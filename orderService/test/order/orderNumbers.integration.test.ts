import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { losing } from '../../../shared/test/lostResponses.ts';
import type { OrderStep } from '../../src/order/nextStep.ts';
import { placed, placedUnpaid, row } from '../paidOrders.ts';

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { stepOf } = await import('../../src/order/nextStep.ts');
const { assignOrderNumber, takeOrderNumbers } = await import('../../src/order/orderNumberStore.ts');
const { endOrder, newOrderRow } = await import('../../src/order/orderStore.ts');
const { recordReservations } = await import('../../src/workflow/recordReservations.ts');
const { publishNotifications } = await import('../../src/notification/publishNotifications.ts');
const loss = losing(dynamodb);

/** A year of this test's own. */
let years = 3000;
const newYear = (): string => String(++years);
const isAscending = (numbers: (string | undefined)[]) => expect(numbers).toEqual([...numbers].sort());
const stepsNow = (orderIds: string[]): Promise<OrderStep[]> =>
  Promise.all(orderIds.map(async (orderId) => stepOf(await row(orderId))));
const reserved = (orderIds: string[]) => orderIds.map((orderId) => ({ orderId, outcome: 'reserved' as const }));
const numberOf = async (orderId: string) => (await row(orderId)).number;

describe('taking order numbers', () => {
  test('gives each of 200 concurrent batches numbers of its own, in ascending order and without a gap', async () => {
    const year = newYear();

    const batches = await Promise.all(
      Array.from({ length: 200 }, (_, index) => takeOrderNumbers(year, (index % 10) + 1)),
    );

    for (const batch of batches) isAscending(batch);
    const expected = Array.from({ length: 1100 }, (_, index) => `${year}-${String(index + 1).padStart(6, '0')}`);
    expect(batches.flat().sort()).toEqual(expected);
  });

  test('starts anew each year', async () => {
    const [first, second] = [newYear(), newYear()];
    await takeOrderNumbers(first, 5);

    await expect(takeOrderNumbers(second, 1)).resolves.toEqual([`${second}-000001`]);
  });

  test('never uses numbers again whose response was lost while others took some', async () => {
    const year = newYear();
    const others: string[][] = [];

    loss.start(async () => {
      if (others.length === 0) others.push(await takeOrderNumbers(year, 2));
    });
    const own = await takeOrderNumbers(year, 3);
    loss.stop();

    const all = [...own, ...others.flat()];
    expect(own).toHaveLength(3);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the number of an order', () => {
  test('is assigned with its reservation, in the order of the batch', async () => {
    const orderIds = [await placedUnpaid(), await placed(), await placedUnpaid()].map(({ orderId }) => orderId);
    const outcomes = reserved(orderIds).map((one, index) =>
      index === 2 ? { ...one, outcome: 'insufficientStock' as const } : one,
    );

    const steps = await recordReservations(await stepsNow(orderIds), outcomes);

    const numbers = await Promise.all(orderIds.map(numberOf));
    expect(numbers).toEqual(orderIds.map(() => expect.stringMatching(/^\d{4}-\d{6}$/)));
    isAscending(numbers);
    expect(steps.map(({ numberYear }) => numberYear)).toEqual([undefined, undefined, undefined]);
  });

  test('belongs to the year in which the order was placed, in UTC', async () => {
    const { customerId, ...fresh } = await placedUnpaid();
    const createdAt = '1999-12-31T23:59:59.999Z';
    const Item = newOrderRow({ ...fresh, customerId, createdAt });
    await dynamodb.send(new PutCommand({ TableName: 'Orders', Item }));

    await recordReservations(await stepsNow([fresh.orderId]), reserved([fresh.orderId]));

    expect(await numberOf(fresh.orderId)).toBe('1999-000001');
  });

  test('stays as it is, however often and concurrently the batch runs', async () => {
    const { orderId } = await placed();
    const steps = await stepsNow([orderId]);

    await Promise.all(Array.from({ length: 5 }, () => recordReservations(steps, reserved([orderId]))));
    const number = await numberOf(orderId);
    await recordReservations(steps, reserved([orderId]));
    await assignOrderNumber(await row(orderId));

    expect(number).toBeDefined();
    expect(await numberOf(orderId)).toBe(number);
  });

  test('is there before the first email of an order that is cancelled before its reservation', async () => {
    const order = await placed();
    await endOrder(order, 'cancelled', 'cancelled by the customer');

    await publishNotifications(await row(order.orderId));

    expect(await numberOf(order.orderId)).toBeDefined();
  });

  test('is not taken while its stock is too busy to reserve', async () => {
    const { orderId, createdAt } = await placedUnpaid();
    const taken = async () => {
      const Key = { year: createdAt.slice(0, 4) };
      return (await dynamodb.send(new GetCommand({ TableName: 'OrderNumbers', Key }))).Item?.lastNumber;
    };
    const before = await taken();

    await recordReservations(await stepsNow([orderId]), [{ orderId, outcome: 'busy' }]);

    expect(await numberOf(orderId)).toBeUndefined();
    expect(await taken()).toBe(before);
  });
});
