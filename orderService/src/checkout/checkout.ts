import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { log } from '@ecommerce/shared/log.ts';
import { minorUnitsOf, toDecimal } from '@ecommerce/shared/money.ts';
import * as z from 'zod';
import { type Cart, productsIn } from '../cart/cart.ts';
import { readCart } from '../cart/cartStore.ts';
import { readProducts } from '../catalogue/productCatalogue.ts';
import {
  checkoutView,
  MAX_TOTAL,
  newOrder,
  type Order,
  orderIdOf,
  type PricedLine,
  type RequestedLine,
} from '../order/order.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { readOrder } from '../order/orderStore.ts';
import { createPayment, retrievePayment } from '../payment/paymentProvider.ts';
import { isPaymentConnected } from '../payment/providerSettings.ts';
import { type CheckoutRequest, checkoutHash } from './checkoutRequest.ts';
import { recordCheckout } from './checkoutStore.ts';
import { ensureUnpaidLimit, unpaidOrdersBusy } from './unpaidOrderStore.ts';

const { PAYMENT_MINUTES } = readEnvironment({ PAYMENT_MINUTES: z.coerce.number().int().positive() });

type CheckoutAnswer = ReturnType<typeof checkoutView>;

/**
 * Orders the cart, or the products in the request. One transaction writes the order's row and empties the cart: from then on the order is
 * placed. Only then is the order enqueued. If this function dies in between, the sweeper enqueues it.
 *
 * @param idempotencyKey the same key and request mean the same order, even if the cart is empty by now; without a key each call places a
 *   new one
 * @throws DomainError CART_EMPTY, CART_CHANGED, PRODUCT_NOT_FOUND (with `productId`), INSUFFICIENT_STOCK (with `productId` and
 *   `quantityAvailable`), CURRENCY_MISMATCH, TOTAL_CHANGED (with `total` and `currency`), INVALID_INPUT for an amount that the payment
 *   provider does not accept, IDEMPOTENCY_KEY_REUSED, TOO_MANY_UNPAID_ORDERS (with the limits and the current numbers), UNAUTHORIZED,
 *   UNAVAILABLE
 */
export const checkout = async (
  caller: Caller,
  request: CheckoutRequest,
  idempotencyKey: string | undefined,
): Promise<CheckoutAnswer> => {
  const orderId = orderIdOf(caller.userId, idempotencyKey);
  const requestHash = checkoutHash(request);
  const readEarlier = async () => (idempotencyKey === undefined ? undefined : readOrder(orderId));
  const earlier = await readEarlier();
  if (earlier) return repeatedAnswer(earlier, requestHash);
  try {
    return await placeCheckout(caller, request, { orderId, requestHash });
  } catch (error) {
    // A concurrent request with the same key may have ordered, and so have emptied the cart or reserved the last unit
    const concurrent = error instanceof DomainError ? await readEarlier() : undefined;
    if (!concurrent) throw error;
    return repeatedAnswer(concurrent, requestHash);
  }
};

const placeCheckout = async (
  caller: Caller,
  { lines, total }: CheckoutRequest,
  identity: Pick<Order, 'orderId' | 'requestHash'>,
): Promise<CheckoutAnswer> => {
  const cart = lines ? undefined : await requireNonEmptyCart(caller.userId);
  const order = newOrder({
    ...identity,
    customerId: caller.userId,
    lines: await orderableLines(lines ?? linesOf(cart)),
    email: await callerEmail(caller),
    correlationId: correlationId(),
    now: new Date(),
  });
  if (total !== undefined && minorUnitsOf('total', total, order.currency, MAX_TOTAL) !== order.total) {
    throw new DomainError('TOTAL_CHANGED', 'The total is out of date.', {
      total: toDecimal(order.total, order.currency),
      currency: order.currency,
    });
  }
  if (await isPaymentConnected()) await ensureUnpaidLimit(order); // before a payment is created for nothing
  const created = await createPayment(order, new Date(Date.now() + PAYMENT_MINUTES * 60_000));
  const complete = created ? { ...order, payment: created.payment } : order;
  const stored = await record(complete, cart);
  if (stored !== complete) return repeatedAnswer(stored, identity.requestHash);
  await enqueueOrder(complete);
  log.info('checkout accepted', { orderId: order.orderId });
  return checkoutView(complete, created?.clientSecret);
};

/** Attempts to write an order while other requests of the customer use up and free the limit of unpaid orders. */
const ATTEMPTS = 5;

/** Stores the order. Returns the one stored with its id: this one, or an earlier one. */
const record = async (order: Order, cart: Cart | undefined): Promise<Order> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const recorded = await recordCheckout(order, cart);
    if ('stored' in recorded) return recorded.stored;
    if (recorded.conflict === 'cart') {
      throw new DomainError('CART_CHANGED', 'Another request changed or ordered the cart: check it and try again.');
    }
    await ensureUnpaidLimit(order);
  }
  throw unpaidOrdersBusy();
};

const requireNonEmptyCart = async (customerId: string): Promise<Cart> => {
  const cart = await readCart(customerId);
  if (!cart || productsIn(cart).length === 0) throw new DomainError('CART_EMPTY', 'The cart is empty.');
  return cart;
};

const linesOf = (cart: Cart | undefined): RequestedLine[] =>
  (cart ? productsIn(cart) : []).map((id) => ({ id, quantity: cart?.lines[id] ?? 0 }));

/** Returns the lines with their products, if all can be ordered now. This only rejects early; the reservation decides. */
const orderableLines = async (lines: RequestedLine[]): Promise<[PricedLine, ...PricedLine[]]> => {
  const products = await readProducts(lines.map(({ id }) => id));
  const found = lines.map(({ id, quantity }) => {
    const product = products.get(id);
    if (!product) throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved', { productId: id });
    return { product, quantity };
  });
  for (const { product, quantity } of found) {
    if (product.quantity >= quantity) continue;
    throw new DomainError('INSUFFICIENT_STOCK', 'Insufficient stock available', {
      productId: product.id,
      quantityAvailable: product.quantity,
    });
  }
  if (new Set(found.map(({ product }) => product.currency)).size > 1) {
    throw new DomainError('CURRENCY_MISMATCH', 'The products are priced in different currencies.');
  }
  return found as [PricedLine, ...PricedLine[]];
};

/** Returns the response to the first request with the key, if this one is the same. The status is that of a newly placed order. */
const repeatedAnswer = async (existing: Order, requestHash: string): Promise<CheckoutAnswer> => {
  requireSameRequest(existing, requestHash, 'another order');
  const { payment } = existing;
  return checkoutView({ ...existing, status: 'pending' }, payment && (await retrievePayment(payment)).clientSecret);
};
