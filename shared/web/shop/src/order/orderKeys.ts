import { createKept, isRecord } from '../storage.ts';

/** How many keys are kept: those of the last orders. */
const MAX_KEYS = 20;

/** The keys of the orders that were placed as a guest, or opened by a link in an email, by the orders' ids. */
export const orderKeys = createKept<Readonly<Record<string, string>>>('shop.orders', (stored) =>
  isRecord(stored)
    ? Object.fromEntries(
        Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {},
);

export const keepOrderKey = (orderId: string, key: string): void => {
  const others = Object.entries(orderKeys.get()).filter(([id]) => id !== orderId);
  orderKeys.set(Object.fromEntries([...others.slice(1 - MAX_KEYS), [orderId, key]]));
};

export const dropOrderKey = (orderId: string): void => {
  orderKeys.set(Object.fromEntries(Object.entries(orderKeys.get()).filter(([id]) => id !== orderId)));
};
