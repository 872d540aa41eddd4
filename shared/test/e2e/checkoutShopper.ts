import { randomUUID } from 'node:crypto';
import type { PlatformFile } from '../../cli/platformTarget.ts';
import { type Account, call, type Reply } from '../../cli/shopClient.ts';
import type { Bought, CheckoutActions, CheckoutAnswer } from './checkoutCustomers.ts';
import type { CartUse } from './moneyInvariants.ts';

/** A product, how many of it, and its price in minor units. */
export type Line = { id: string; qty: number; price: number };

/** Of products that are named, what they cost together: a decimal. */
const totalOf = (lines: Line[]): number => lines.reduce((sum, { qty, price }) => sum + qty * price, 0) / 100;

/**
 * A customer who orders one thing after the other, by name or by the cart, and keeps book of the cart. What is sold out is left out.
 *
 * @param spare is ordered where nothing else is left
 */
export const createShopper = (platform: PlatformFile, actions: CheckoutActions, customer: Account, spare: Line) => {
  const { sub } = JSON.parse(Buffer.from(customer.idToken.split('.')[1] ?? '', 'base64url').toString());
  const use: CartUse & { changes: number } = { customerId: sub, put: new Map(), orders: [], changes: 0 };
  const inCart = new Map<string, number>();
  const cart = async (method: string, path: string, body?: object): Promise<number> => {
    const { status } = await call(`${platform.order}/cart${path}`, { method, body, token: customer.idToken });
    if (status !== 200 && status !== 400) throw new Error(`${method} /cart${path}: ${status}`);
    if (status === 200) use.changes += 1;
    return status;
  };
  const note = (id: string, quantity: number): void => {
    inCart.set(id, (inCart.get(id) ?? 0) + quantity);
    use.put.set(id, (use.put.get(id) ?? 0) + quantity);
  };
  const putIn = async ({ id, qty }: Line): Promise<void> => {
    if ((await cart('POST', '', { id, qty })) === 200) note(id, qty);
  };
  const takeOut = async (id: string): Promise<void> => {
    await cart('DELETE', `/${id}`);
    note(id, -(inCart.get(id) ?? 0));
  };
  const bought = (replies: Reply<CheckoutAnswer>[]): Bought[] =>
    replies.flatMap(({ status, body }) =>
      status === 201 ? [{ id: body.id, clientSecret: body.payment.clientSecret, customer }] : [],
    );
  const refused = (replies: Reply<CheckoutAnswer>[]): Error =>
    new Error(`POST /checkout: ${replies.map(({ status, body }) => `${status} ${body.code}`).join(', ')}`);

  return {
    use,

    /** Orders what is put into the cart; `times` at once, of which one can succeed. */
    async buyByCart(lines: Line[], times: number): Promise<Bought[]> {
      for (const line of lines) await putIn(line);
      for (;;) {
        const replies = await Promise.all(Array.from({ length: times }, () => actions.checkout(customer)));
        const orders = bought(replies);
        use.orders.push(...orders.map(({ id }) => id));
        if (orders.length > 0) inCart.clear();
        if (orders.length > 0) return orders;
        const short = replies.find(({ body }) => body.code === 'INSUFFICIENT_STOCK')?.body.productId;
        if (short) await takeOut(short);
        else if (replies.some(({ body }) => body.code === 'CART_EMPTY')) await putIn(spare);
        else throw refused(replies);
      }
    },

    /** Orders what is named; `times` at once under one key, which is one order. */
    async buyByName(lines: Line[], times: number): Promise<Bought[]> {
      for (let left = lines; ; ) {
        const wanted = left.length > 0 ? left : [spare];
        const body = { items: wanted.map(({ id, qty }) => ({ id, qty })), total: totalOf(wanted) };
        const key = randomUUID();
        const replies = await Promise.all(Array.from({ length: times }, () => actions.checkout(customer, body, key)));
        const orders = bought(replies);
        if (orders.length > 0) return [...new Map(orders.map((order) => [order.id, order])).values()];
        const short = replies.find((reply) => reply.body.code === 'INSUFFICIENT_STOCK')?.body.productId;
        if (!short) throw refused(replies);
        left = wanted.filter(({ id }) => id !== short);
      }
    },
  };
};
