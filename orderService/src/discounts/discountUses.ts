import { type DiscountUse, readUses } from '../order/discountUseStore.ts';
import type { DiscountRow } from './discount.ts';

/** The counter of a discount's uses by one customer or address. */
const counterOf = ({ usesId }: DiscountRow, user: string): string => `${usesId}#${user}`;

/** How many orders of one customer may use a discount: of a first order there is one, also of two that are placed at once. */
const maxOfCustomer = ({ firstOrderOnly, maxUsesPerCustomer }: DiscountRow): number | undefined =>
  firstOrderOnly ? 1 : maxUsesPerCustomer;

/** Returns whether a discount depends on who the customer is. */
export const isPersonal = (discount: DiscountRow): boolean => maxOfCustomer(discount) !== undefined;

/**
 * The counters that count an order with these discounts: only where a limit is set, so that other discounts have no row to contend for.
 *
 * @param users the customer, by all that the limit of a customer applies to; not used where no discount is personal
 */
export const discountUses = (discounts: DiscountRow[], users: string[]): DiscountUse[] =>
  discounts.flatMap((discount) => {
    const own = maxOfCustomer(discount);
    return [
      ...(discount.maxUses === undefined ? [] : [{ counter: discount.usesId, max: discount.maxUses }]),
      ...(own === undefined ? [] : users.map((user) => ({ counter: counterOf(discount, user), max: own }))),
    ];
  });

/** How often limited discounts were used, in all and by one customer, by their ids. */
export const readDiscountUses = async (discounts: DiscountRow[], users: string[]) => {
  const uses = await readUses(discountUses(discounts, users).map(({ counter }) => counter));
  return Object.fromEntries(
    discounts.map((discount) => [
      discount.id,
      {
        all: uses.get(discount.usesId) ?? 0,
        own: Math.max(0, ...users.map((user) => uses.get(counterOf(discount, user)) ?? 0)),
      },
    ]),
  );
};

/** How often discounts that are limited in all were used, by their ids. */
export const readTotalUses = async (discounts: DiscountRow[]): Promise<Map<string, number>> => {
  const limited = discounts.filter(({ maxUses }) => maxUses !== undefined);
  const uses = await readUses(limited.map(({ usesId }) => usesId));
  return new Map(limited.map(({ id, usesId }) => [id, uses.get(usesId) ?? 0]));
};
