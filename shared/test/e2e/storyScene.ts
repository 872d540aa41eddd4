import type { Account } from '../../cli/shopClient.ts';
import type { Bought, CheckoutActions } from './checkoutCustomers.ts';

/** Who and what takes part in what becomes of an order. */
export type Scene = {
  actions: CheckoutActions;
  admin: Account;
  /** Lets the time to pay pass, and has somebody look. */
  expire(order: Bought): Promise<void>;
};

/** What may become of an order, and of a hundred orders how many it becomes of. */
export type Story = { percent: number; run(scene: Scene, order: Bought): Promise<unknown> };

const DECLINED = 'pm_card_chargeDeclined';

/** The stock is taken, the payment may come; or the order is over. */
export const reserved = ({ actions }: Scene, order: Bought) => actions.leaves(order, 'pending');

/** The order ships, or is over. */
export const settled = ({ actions }: Scene, order: Bought) =>
  actions.leaves(order, 'pending', 'awaiting_payment', 'completed');

/** @throws Error where the answer is another; what lost a race is refused with 400 or 409 */
export const expected = (statuses: number[], ...allowed: number[]): void => {
  for (const status of statuses) {
    if (!allowed.includes(status)) throw new Error(`${status} instead of ${allowed.join(' or ')}`);
  }
};

export const pays = async ({ actions }: Scene, order: Bought) => expected([await actions.pay(order)], 200, 400);
export const isDeclined = async ({ actions }: Scene, order: Bought) =>
  expected([await actions.pay(order, DECLINED)], 402, 400);
