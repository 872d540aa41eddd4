import { type Schemas, unwrap } from '@ecommerce/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { newKey } from '../newKey.ts';
import { isOutage, PRIVATE, queryClient, session, shop } from '../shop.ts';
import { createStore, useStore } from '../store.ts';
import { type Batch, countOf, type Line, lineKey, lineOf, localCart, withLine } from './cartStore.ts';

export type AccountCart = Schemas['orders']['Cart'];

/** What could not be added to the cart of an account, or only in part. */
export type NotMerged = Schemas['orders']['MergedCart']['notMerged'][number] & { name?: string };

/** What the cart page says about the last additions, until the person has read it. */
export const notMerged = createStore<NotMerged[]>([]);

/** Whether the cart had no room for the last addition. */
export const isCartFull = createStore(false);

/** The cart of the signed-in account. */
export const cartQuery = queryOptions({
  queryKey: [PRIVATE, 'cart'],
  queryFn: ({ signal }) => unwrap(shop.orders.GET('/cart', { signal })),
});

/** Adds units of a product: to this browser's cart, and from there to that of the account if somebody is signed in. */
export const addToCart = (line: Line): void => {
  const { items, batches } = localCart.get();
  if (session.get() === 'customer') {
    localCart.set({ items, batches: [...batches, { key: newKey(), items: [line] }] });
    void sendBatches();
    return;
  }
  const changed = withLine(items, line);
  isCartFull.set(changed === undefined);
  if (changed) localCart.set({ items: changed, batches });
};

/** Sets the units of a line in the cart of a guest; 0 removes it. */
export const setGuestQuantity = (key: string, qty: number): void => {
  const { items, batches } = localCart.get();
  const changed = items.map((line) => (lineKey(line) === key ? { ...line, qty } : line));
  localCart.set({ items: changed.filter((line) => line.qty > 0), batches });
};

/** How many units are in the cart. */
export const useCartCount = (): number => {
  const isCustomer = useStore(session) === 'customer';
  const { items, batches } = useStore(localCart);
  const { data } = useQuery({ ...cartQuery, enabled: isCustomer });
  if (!isCustomer) return countOf(items);
  const saved = data?.items.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0;
  return saved + batches.reduce((sum, batch) => sum + countOf(batch.items), 0);
};

const PAUSE_MS = 5_000;
let isSending = false;

/** Sends what is on its way to the account's cart, one batch after another, until the shop has confirmed all of it. */
const sendBatches = async (): Promise<void> => {
  if (isSending) return;
  isSending = true;
  try {
    for (let next = firstBatch(); next !== undefined && session.get() === 'customer'; next = firstBatch()) {
      const isDone = await send(next);
      if (isDone) remove(next);
      else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    isSending = false;
  }
};

const firstBatch = (): Batch | undefined => localCart.get().batches[0];

const remove = ({ key }: Batch): void => {
  const { items, batches } = localCart.get();
  localCart.set({ items, batches: batches.filter((batch) => batch.key !== key) });
};

/** Sends a batch. Returns whether it is settled: added as far as possible, or refused for ever. */
const send = async ({ key, items }: Batch): Promise<boolean> => {
  try {
    const { notMerged: left, ...cart } = await unwrap(
      shop.orders.POST('/cart/merge', {
        body: { items: items.map(lineOf) },
        params: { header: { 'Idempotency-Key': key } },
      }),
    );
    await queryClient.cancelQueries({ queryKey: cartQuery.queryKey }); // what is being read may be older
    queryClient.setQueryData(cartQuery.queryKey, cart);
    if (left.length > 0) {
      const named = left.map((line) => ({ ...line, ...nameOf(items, lineKey(line)) }));
      notMerged.set([...notMerged.get(), ...named]);
    }
    return true;
  } catch (error) {
    return !isOutage(error) && session.get() === 'customer';
  }
};

const nameOf = (items: readonly Line[], key: string): { name?: string } => {
  const name = items.find((line) => lineKey(line) === key)?.name;
  return name === undefined ? {} : { name };
};

/** Gives what a guest has chosen to the account, as soon as somebody signs in. */
const followSession = (): void => {
  if (session.get() !== 'customer') return;
  const { items, batches } = localCart.get();
  if (items.length > 0) localCart.set({ items: [], batches: [...batches, { key: newKey(), items }] });
  void sendBatches();
};

session.subscribe(followSession);
