import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Order } from './order.ts';
import { createSecrets, readSecrets, rereadSecrets } from './orderKeySecretStore.ts';

/** Keys that stand for the customer on a guest's order: the HMAC of its id. None is stored. */

const keyOf = (secret: string, orderId: string): string =>
  createHmac('sha256', secret).update(orderId).digest('base64url');

/** Returns the key of a guest's new order. The first one of a shop creates the secret. */
export const newOrderKey = async (orderId: string): Promise<string> =>
  keyOf(firstOf((await readSecrets()) ?? (await createSecrets())), orderId);

/** Returns the key of an order for its emails; `undefined` for an order that was placed with an account. */
export const mailedOrderKey = async ({ orderId, byGuest }: Pick<Order, 'orderId' | 'byGuest'>) =>
  byGuest ? keyOf(firstOf(await readSecrets()), orderId) : undefined;

/**
 * Returns whether a key is that of an order, in a time that does not depend on how much of it is right. Keys made with an earlier secret are
 * valid as long as that is kept.
 */
export const isOrderKey = async (orderId: string, key: string): Promise<boolean> => {
  const isMadeWith = (secret: string) => equal(keyOf(secret, orderId), key);
  const known = await readSecrets();
  if (known?.some(isMadeWith)) return true;
  const current = await rereadSecrets(); // a new secret, or the first one
  return current !== known && (current?.some(isMadeWith) ?? false);
};

const firstOf = (secrets: readonly string[] | undefined): string => {
  const [first] = secrets ?? [];
  if (first === undefined) throw new Error('There is no secret for the keys of orders');
  return first;
};

const equal = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
