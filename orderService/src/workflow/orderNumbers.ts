import type { OrderStep } from '../order/nextStep.ts';
import { takeOrderNumbers } from '../order/orderNumberStore.ts';

/** Takes numbers for the orders of a batch that have none: one write for each year. Returns them by order id. */
export const numbersFor = async (orders: OrderStep[]): Promise<Map<string, string>> => {
  const byYear = Object.entries(Object.groupBy(orders, ({ numberYear = '' }) => numberYear));
  const numbered = byYear.map(async ([year, unnumbered = []]) => {
    if (year === '') return [];
    const numbers = await takeOrderNumbers(year, unnumbered.length);
    return unnumbered.map(({ orderId }, index) => [orderId, numbers[index] ?? ''] as const);
  });
  return new Map((await Promise.all(numbered)).flat());
};
