import type { Kind, PaymentStore } from '../store.ts';

const expandable: Readonly<Record<string, Kind>> = {
  latest_charge: 'charge',
  charge: 'charge',
  payment_intent: 'payment_intent',
};

/**
 * Replaces ids with their objects where a request asks for it (`expand[]=latest_charge`, in lists `expand[]=data.latest_charge`).
 * Anything that is not the id of a stored object stays as it is.
 *
 * @see https://docs.stripe.com/api/expanding_objects
 */
export const expand = (store: PaymentStore, body: object, paths: readonly string[]): object =>
  paths.reduce((expanded, path) => expandOne(store, expanded, path.split('.')), body);

const expandOne = (store: PaymentStore, value: object, [field = '', ...rest]: readonly string[]): object => {
  const inner: unknown = Reflect.get(value, field);
  if (Array.isArray(inner)) return { ...value, [field]: inner.map((item) => expandOne(store, item, rest)) };
  const kind = expandable[field];
  const object = typeof inner === 'string' && kind ? store.find(kind, inner) : inner;
  if (typeof object !== 'object' || object === null) return value;
  return { ...value, [field]: rest.length === 0 ? object : expandOne(store, object, rest) };
};
