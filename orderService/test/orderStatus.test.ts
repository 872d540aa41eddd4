import { RESERVATION_REFUSALS } from '@ecommerce/shared/productFunctions.ts';
import { describe, expect, test } from '@jest/globals';
import {
  CANCELLABLE,
  ORDER_STATUSES,
  type OrderStatus,
  rejectionReason,
  statusesBefore,
  TRANSITIONS,
} from '../src/order/orderStatus.ts';

describe.each(['withoutPayment', 'withPayment'] as const)('the moves of an order %s', (flow) => {
  const moves = TRANSITIONS[flow];
  const reached = new Set<OrderStatus>(['pending']);
  for (const status of reached) for (const next of moves[status]) reached.add(next);

  test('reach all statuses that it can have', () => {
    const all = flow === 'withPayment' ? [...ORDER_STATUSES] : ['pending', 'shipping', 'rejected', 'cancelled'];

    expect([...reached].sort()).toEqual(all.sort());
  });

  test('never lead back: no status can be reached from itself', () => {
    const after = (status: OrderStatus): OrderStatus[] => moves[status].flatMap((next) => [next, ...after(next)]);

    for (const status of ORDER_STATUSES) expect(after(status)).not.toContain(status);
  });

  test('end in rejected or cancelled, or in shipping unless the shop cancels', () => {
    const ends = [...reached].filter((status) => moves[status].length === 0);

    expect(ends.sort()).toEqual(['cancelled', 'rejected']);
    expect(moves.shipping).toEqual(['cancelled']);
    expect(CANCELLABLE).not.toContain('shipping');
  });
});

test('only an order without payment ships without having been completed', () => {
  expect(statusesBefore('shipping', 'withoutPayment')).toEqual(['pending']);
  expect(statusesBefore('shipping', 'withPayment')).toEqual(['completed']);
  expect(statusesBefore('pending', 'withPayment')).toEqual([]);
});

describe('the reason of a rejection', () => {
  test.each([
    ['InsufficientStock', 'out of stock'],
    ['ProductUnavailable', 'no longer available'],
    ['ReservationReleased', 'could not be processed'],
    ['States.Timeout', 'could not be processed'],
    ['constructor', 'could not be processed'],
  ])('for %s is %j', (errorName, reason) => {
    expect(rejectionReason(errorName)).toBe(reason);
  });

  test('is there for every refusal of productService', () => {
    for (const refusal of RESERVATION_REFUSALS) expect(rejectionReason(refusal)).toEqual(expect.any(String));
  });
});
