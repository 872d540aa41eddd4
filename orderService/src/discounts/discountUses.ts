import { type DiscountUse, readUses } from '../order/discountUseStore.ts';
import type { DiscountRow } from './discount.ts';

/** The counter of a discount's uses by one customer. */
const counterOf = ({ usesId }: DiscountRow, customerId: string): string => `${usesId}#${customerId}`;

/** How many orders of one customer may use a discount: of a first order there is one, also of two that are placed at once. */
const maxOfCustomer = ({ firstOrderOnly, maxUsesPerCustomer }: DiscountRow): number | undefined =>
  firstOrderOnly ? 1 : maxUsesPerCustomer;

/** The counters that count an order with these discounts: only where a limit is set, so that other discounts have no row to contend for. */
export const discountUses = (discounts: DiscountRow[], customerId: string): DiscountUse[] =>
  discounts.flatMap((discount) => {
    const own = maxOfCustomer(discount);
    return [
      ...(discount.maxUses === undefined ? [] : [{ counter: discount.usesId, max: discount.maxUses }]),
      ...(own === undefined ? [] : [{ counter: counterOf(discount, customerId), max: own }]),
    ];
  });

/** How often limited discounts were used, in all and by one customer, by their ids. */
export const readDiscountUses = async (discounts: DiscountRow[], customerId: string) => {
  const uses = await readUses(discountUses(discounts, customerId).map(({ counter }) => counter));
  return Object.fromEntries(
    discounts.map((discount) => [
      discount.id,
      { all: uses.get(discount.usesId) ?? 0, own: uses.get(counterOf(discount, customerId)) ?? 0 },
    ]),
  );
};

/** How often discounts that are limited in all were used, by their ids. */
export const readTotalUses = async (discounts: DiscountRow[]): Promise<Map<string, number>> => {
  const limited = discounts.filter(({ maxUses }) => maxUses !== undefined);
  const uses = await readUses(limited.map(({ usesId }) => usesId));
  return new Map(limited.map(({ id, usesId }) => [id, uses.get(usesId) ?? 0]));
};
