import type { Failure, Schemas } from '@ecommerce/client';
import { cartQuery } from '../cart/cart.ts';
import { lineKey, localCart } from '../cart/cartStore.ts';
import { newKey } from '../newKey.ts';
import { keepOrderKey } from '../order/orderKeys.ts';
import { PRIVATE, queryClient, session, shop } from '../shop.ts';
import { createKept, isRecord } from '../storage.ts';
import { createStore } from '../store.ts';
import { changeDraft } from './draft.ts';

type Body = Schemas['orders']['CheckoutBody'];

/** An order that was sent and not answered yet. The key makes sure that it is placed once, however often it is sent. */
type Placing = { key: string; body: Body; isGuest: boolean };

/** Survives everything but the answer. */
const placing = createKept<Placing | undefined>('shop.placing', (stored) =>
  isRecord(stored) && typeof stored.key === 'string' && isRecord(stored.body) && typeof stored.isGuest === 'boolean'
    ? (stored as Placing)
    : undefined,
);

export type PlacingState =
  | { is: 'idle' }
  | { is: 'sending' }
  /** There was no answer: the order may have been placed. */
  | { is: 'unsure' }
  | { is: 'refused'; failure: Failure }
  | { is: 'placed'; orderId: string; needsPayment: boolean };

/** How the order of this page does. */
export const placingState = createStore<PlacingState>({ is: 'idle' });

/** The order that was refused last. Sent again as it is, it keeps its key: an attempt whose response was lost may have come before. */
let refused: Placing | undefined;

/** Sends an order. */
export const placeOrder = (body: Body): void => {
  const isGuest = session.get() !== 'customer';
  const isSame = refused?.isGuest === isGuest && JSON.stringify(refused.body) === JSON.stringify(body);
  placing.set({ key: isSame && refused ? refused.key : newKey(), body, isGuest });
  void sendUntilAnswered();
};

/** Goes on with an order of an earlier visit that was never answered. */
export const resumeOrder = (): void => {
  if (placing.get()?.isGuest === (session.get() === 'guest')) void sendUntilAnswered();
};

const PAUSE_MS = 4_000;
let isSending = false;

const sendUntilAnswered = async (): Promise<void> => {
  if (isSending) return;
  isSending = true;
  placingState.set({ is: 'sending' });
  for (let next = placing.get(); next !== undefined; next = placing.get()) {
    const outcome = await send(next);
    if (outcome.is !== 'unsure') placing.set(undefined);
    refused = outcome.is === 'refused' ? next : undefined;
    placingState.set(outcome);
    if (outcome.is === 'unsure') await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  isSending = false;
};

/** These do not say whether the order was placed. */
const UNSURE: readonly Failure['code'][] = [
  'NETWORK_ERROR',
  'TIMEOUT',
  'UNEXPECTED_RESPONSE',
  'UNAVAILABLE',
  'INTERNAL_ERROR',
];

const send = async ({ key, body, isGuest }: Placing): Promise<PlacingState> => {
  const header = { 'Idempotency-Key': key };
  const { data, error } = await shop.orders.POST('/checkout', { body, params: { header } });
  if (error) return UNSURE.includes(error.code) ? { is: 'unsure' } : { is: 'refused', failure: error };
  const { id, orderKey, payment } = data;
  if (orderKey !== undefined) keepOrderKey(id, orderKey);
  if (isGuest) removeFromCart(body.items ?? []);
  changeDraft({ codes: [], note: '', method: undefined });
  queryClient.removeQueries({ queryKey: [PRIVATE, 'orders'] });
  void queryClient.invalidateQueries({ queryKey: cartQuery.queryKey });
  return { is: 'placed', orderId: id, needsPayment: payment !== undefined };
};

/** Removes what was ordered; what was added meanwhile in another tab stays. */
const removeFromCart = (ordered: readonly { id: string; variantId?: string; qty: number }[]): void => {
  const { items, batches } = localCart.get();
  const left = items.map((line) => {
    const taken = ordered.find((one) => lineKey(one) === lineKey(line))?.qty ?? 0;
    return { ...line, qty: line.qty - taken };
  });
  localCart.set({ items: left.filter(({ qty }) => qty > 0), batches });
};
