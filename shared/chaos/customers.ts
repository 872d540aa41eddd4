import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformFile } from '../cli/platformTarget.ts';
import { type Account, call, type Reply } from '../cli/shopClient.ts';
import type { Bought, CheckoutActions, CheckoutAnswer } from '../test/e2e/checkoutCustomers.ts';
import type { CartUse } from '../test/e2e/moneyInvariants.ts';
import type { Terms } from './prices.ts';

const TIMEOUT_MS = 180_000;
/** A slow function may still be writing after the API has given up on it. */
const FUNCTION_TIMEOUT_MS = 11_000;

const isDefinite = (status: number): boolean => status < 500 && status !== 429;

/** Repeats a request until its answer is final, as a client with an idempotency key can. @throws Error after three minutes */
export const persistently = async <Answer>(
  send: () => Promise<Answer>,
  statusOf: (answer: Answer) => number,
): Promise<Answer> => {
  for (const end = Date.now() + TIMEOUT_MS; ; await sleep(100 + Math.random() * 400)) {
    const answer = await send();
    if (isDefinite(statusOf(answer))) return answer;
    if (Date.now() > end) throw new Error(`still ${statusOf(answer)} after ${TIMEOUT_MS / 1000} s`);
  }
};
const byStatus = ({ status }: { status: number }) => status;

/** Wraps `actions` so that each is repeated until its answer is final. */
export const persistentActions = (actions: CheckoutActions): CheckoutActions => ({
  ...actions,
  checkout: (customer, body, key = randomUUID()) => persistently(() => actions.checkout(customer, body, key), byStatus),
  cancel: (order) => persistently(() => actions.cancel(order), Number),
  refund: (order, admin, amount, key = randomUUID()) =>
    persistently(() => actions.refund(order, admin, amount, key), Number),
  fulfil: (...request) => persistently(() => actions.fulfil(...request), Number),
  deliver: (...request) => persistently(() => actions.deliver(...request), Number),
  requestReturn: (...request) => persistently(() => actions.requestReturn(...request), Number),
  decideReturn: (...request) => persistently(() => actions.decideReturn(...request), Number),
  receiveReturn: (...request) => persistently(() => actions.receiveReturn(...request), Number),
  sweepOrders: () => actions.sweepOrders().catch(() => undefined), // its next run goes on
});

/** A product, its quantity, and its price in minor units. */
export type Line = { id: string; qty: number; price: number };
type CartView = { items: { product: { id: string }; quantity: number }[] };

/**
 * Creates a customer who orders one thing after another and keeps track of the cart. When a change of the cart gets no answer, the
 * customer reads the cart before repeating the change, so that anything in the cart twice was put there by one request.
 */
export const chaosCustomer = (platform: PlatformFile, actions: CheckoutActions, customer: Account) => {
  const { sub } = JSON.parse(Buffer.from(customer.idToken.split('.')[1] ?? '', 'base64url').toString());
  const use: CartUse = { customerId: sub, put: new Map(), orders: [] };
  const doubled: string[] = [];
  const refusals = new Map<string, number>();
  const inCart = new Map<string, number>();
  const request = <Body>(method: string, path: string, body?: object): Promise<Reply<Body>> =>
    call<Body>(`${platform.order}${path}`, { method, body, token: customer.idToken });

  const lookIntoCart = async (): Promise<Map<string, number>> => {
    const { body } = await persistently(() => request<CartView>('GET', '/cart'), byStatus);
    return new Map(body.items.map(({ product, quantity }) => [product.id, quantity]));
  };
  const note = (id: string, quantity: number): void => {
    inCart.set(id, (inCart.get(id) ?? 0) + quantity);
    use.put.set(id, (use.put.get(id) ?? 0) + quantity);
  };

  const putIn = async ({ id, qty }: Line): Promise<void> => {
    for (;;) {
      const before = inCart.get(id) ?? 0;
      const started = Date.now();
      const { status, body } = await request<{ code?: string }>('POST', '/cart', { id, qty });
      if (status === 200) return note(id, qty);
      if (isDefinite(status)) throw new Error(`POST /cart: ${status} ${body.code}`);
      if (Date.now() - started > FUNCTION_TIMEOUT_MS - 2000) await sleep(FUNCTION_TIMEOUT_MS);
      const now = (await lookIntoCart()).get(id) ?? 0;
      if (now === before) continue;
      if (now !== before + qty) doubled.push(`the cart of ${sub} has ${now} of ${id}: ${qty} were added to ${before}`);
      return note(id, now - before);
    }
  };

  /**
   * Checks out at the price that the shop quotes. A code that cannot be used any more is left out.
   *
   * @param total what plain products cost, where the shop charges nothing else
   */
  const checkOut = async (items: object, total: number | undefined, terms: Terms | undefined) => {
    if (!terms) return actions.checkout(customer, { ...items, ...(total === undefined ? {} : { total }) });
    const quoted = await persistently(
      () => request<{ totalAmount: number; code?: string }>('POST', '/checkout/quote', { ...items, ...terms }),
      byStatus,
    );
    const reply =
      quoted.status === 200
        ? await actions.checkout(customer, { ...items, ...terms, total: quoted.body.totalAmount })
        : (quoted as unknown as Reply<CheckoutAnswer>);
    if (reply.body.code !== 'DISCOUNT_NOT_APPLICABLE' && reply.body.code !== 'TOTAL_CHANGED') return reply;
    refusals.set(reply.body.code, (refusals.get(reply.body.code) ?? 0) + 1);
    const { discountCodes: _, ...others } = terms;
    return checkOut(items, total, others);
  };

  const bought = ({ id, payment }: CheckoutAnswer): Bought => ({ id, clientSecret: payment.clientSecret, customer });

  return {
    use,
    doubled,
    refusals,

    /** Puts the lines into the cart, all at once, and orders it. */
    async buyByCart(lines: Line[], terms?: Terms): Promise<Bought[]> {
      await Promise.all(lines.map(putIn));
      const found = await lookIntoCart();
      for (const [id, quantity] of inCart) {
        const now = found.get(id) ?? 0;
        if (now > quantity) doubled.push(`the cart of ${sub} has ${now} of ${id}: ${quantity} were put in`);
      }
      const { status, body } = await checkOut({}, undefined, terms);
      if (status !== 201) throw new Error(`POST /checkout: ${status} ${body.code}`);
      use.orders.push(body.id);
      inCart.clear();
      return [bought(body)];
    },

    /** Orders the lines by name; orders nothing when a product is sold out. */
    async buyByName(lines: Line[], terms?: Terms): Promise<Bought[]> {
      const total = lines.reduce((sum, { qty, price }) => sum + qty * price, 0) / 100;
      const items = lines.map(({ id, qty }) => ({ id, qty }));
      const { status, body } = await checkOut({ items }, total, terms);
      if (status === 201) return [bought(body)];
      if (body.code === 'INSUFFICIENT_STOCK') return [];
      throw new Error(`POST /checkout: ${status} ${body.code}`);
    },

    /** Orders one product without paying. Returns the order's id, or undefined when the product is sold out. */
    async order({ id, qty }: Omit<Line, 'price'>): Promise<string | undefined> {
      const headers = { 'idempotency-key': randomUUID() };
      const { status, body } = await persistently(
        () =>
          call<{ orderId?: string; code?: string }>(`${platform.order}/create-order`, {
            body: { id, quantity: qty },
            token: customer.idToken,
            headers,
          }),
        byStatus,
      );
      if (status === 200 || status === 201) return body.orderId;
      if (body.code === 'INSUFFICIENT_STOCK') return undefined;
      throw new Error(`POST /create-order: ${status} ${body.code}`);
    },
  };
};
