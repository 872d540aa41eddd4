import { randomUUID } from 'node:crypto';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { formatNumber, numberYearOf } from './orderNumber.ts';
import type { StoredOrder } from './orderStore.ts';

const { ORDER_NUMBERS_TABLE, ORDERS_TABLE } = readEnvironment({ ORDER_NUMBERS_TABLE: name, ORDERS_TABLE: name });

/** How often numbers are taken again after a lost response. */
const ATTEMPTS = 5;

/**
 * Takes the year's next order numbers, in one write for all of them. No other call gets the same ones. Numbers that nobody uses leave a
 * gap.
 *
 * @param count at least 1
 * @returns in ascending order
 * @throws DomainError UNAVAILABLE
 */
export const takeOrderNumbers = async (year: string, count: number): Promise<string[]> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const takenBy = randomUUID();
    const { row } = await updateOnce({
      TableName: ORDER_NUMBERS_TABLE,
      Key: { year },
      UpdateExpression: 'ADD lastNumber :count SET takenBy = :takenBy',
      ExpressionAttributeValues: { ':count': count, ':takenBy': takenBy },
    });
    const lastNumber = Number(row?.lastNumber);
    // After a lost response, others may have taken numbers in the meantime: which ones are ours is unknown
    if (row?.takenBy === takenBy) {
      return Array.from({ length: count }, (_, index) => formatNumber(year, lastNumber - count + 1 + index));
    }
  }
  throw new DomainError('UNAVAILABLE', 'The order cannot be numbered right now: try again.');
};

/**
 * Gives an order a number if it has none. The workflow numbers orders by the batch when it records their reservations; this is for those that
 * end earlier.
 *
 * @returns the current order
 */
export const assignOrderNumber = async (order: StoredOrder): Promise<StoredOrder> => {
  const [number] = await takeOrderNumbers(numberYearOf(order), 1);
  const { row } = await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId: order.orderId },
    UpdateExpression: 'SET #number = if_not_exists(#number, :number)',
    ConditionExpression: 'attribute_exists(orderId)',
    ExpressionAttributeNames: { '#number': 'number' },
    ExpressionAttributeValues: { ':number': number },
  });
  if (!row) throw new Error(`There is no order ${order.orderId}`);
  return row as StoredOrder;
};
