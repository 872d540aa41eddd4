import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { minorUnitsOf, toDecimal } from '@ecommerce/shared/money.ts';
import * as z from 'zod';
import type { Cart } from '../cart/cart.ts';
import { discountUses } from '../discounts/discountUses.ts';
import type { DiscountUse } from '../order/discountUseStore.ts';
import { checkoutView, MAX_TOTAL, newOrder, type Order, orderIdOf } from '../order/order.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { readOrder } from '../order/orderStore.ts';
import { createPayment, retrievePayment } from '../payment/paymentProvider.ts';
import { isPaymentConnected } from '../payment/providerSettings.ts';
import { chargesMore } from '../settings/settingsStore.ts';
import { type CheckoutRequest, checkoutHash } from './checkoutRequest.ts';
import { recordCheckout } from './checkoutStore.ts';
import { type PricedCheckout, priceCheckout, requireDelivery } from './priceCheckout.ts';
import { ensureUnpaidLimit, unpaidOrdersBusy } from './unpaidOrderStore.ts';

const { PAYMENT_MINUTES } = readEnvironment({ PAYMENT_MINUTES: z.coerce.number().int().positive() });

type CheckoutAnswer = ReturnType<typeof checkoutView>;

/**
 * Orders the cart, or the products in the request. One transaction writes the order's row and empties the cart: from then on the order is
 * placed. Only then is the order enqueued. If this function dies in between, the sweeper enqueues it.
 *
 * @param idempotencyKey the same key and request mean the same order, even if the cart is empty by now; without a key each call places a
 *   new one
 * @param acceptLanguage the request's header, for a customer whose language neither the request nor the account names
 * @throws DomainError CART_EMPTY, CART_CHANGED, PRODUCT_NOT_FOUND (with `productId`), INSUFFICIENT_STOCK (with `productId` and
 *   `quantityAvailable`), CURRENCY_MISMATCH, TOTAL_CHANGED (with `total` and `currency`), INVALID_INPUT for an amount that the payment
 *   provider does not accept, DISCOUNT_NOT_APPLICABLE (with `discountCode` and `reason`), IDEMPOTENCY_KEY_REUSED,
 *   TOO_MANY_UNPAID_ORDERS (with the limits and the current numbers), UNAUTHORIZED, UNAVAILABLE
 */
export const checkout = async (
  caller: Caller,
  request: CheckoutRequest,
  idempotencyKey: string | undefined,
  acceptLanguage?: string,
): Promise<CheckoutAnswer> => {
  const orderId = orderIdOf(caller.userId, idempotencyKey);
  const requestHash = checkoutHash(request);
  const readEarlier = async () => (idempotencyKey === undefined ? undefined : readOrder(orderId));
  const earlier = await readEarlier();
  if (earlier) return repeatedAnswer(earlier, requestHash);
  try {
    const locale = chooseLanguage(request.locale, caller.locale, acceptLanguage);
    return await placeCheckout(caller, request, { orderId, requestHash, locale });
  } catch (error) {
    // A concurrent request with the same key may have ordered, and so have emptied the cart or reserved the last unit
    const concurrent = error instanceof DomainError ? await readEarlier() : undefined;
    if (!concurrent) throw error;
    return repeatedAnswer(concurrent, requestHash);
  }
};

/** Attempts to place an order while others use up the discounts that it was priced with, or the limit of unpaid orders changes. */
const ATTEMPTS = 5;

const placeCheckout = async (
  caller: Caller,
  request: CheckoutRequest,
  identity: Pick<Order, 'orderId' | 'requestHash' | 'locale'>,
): Promise<CheckoutAnswer> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const priced = await priceCheckout(caller.userId, request);
    requireDelivery(priced.settings, request);
    const order = await orderOf(caller, request, identity, priced);
    requireTotal(order, request.total);
    if (order.total > 0 && (await isPaymentConnected())) await ensureUnpaidLimit(order); // before a payment is started that would be refused
    const created =
      order.total > 0 ? await createPayment(order, new Date(Date.now() + PAYMENT_MINUTES * 60_000)) : undefined;
    const complete = created ? { ...order, payment: created.payment } : order;
    const uses = discountUses(priced.discounts, caller.userId);
    const recorded = await record(complete, priced.cart, uses);
    if (recorded === 'discountUses') continue; // priced again, it is refused, or costs more
    if (recorded !== complete) return repeatedAnswer(recorded, identity.requestHash);
    await enqueueOrder(complete);
    log.info('checkout accepted', { orderId: order.orderId });
    return checkoutView(complete, created?.clientSecret);
  }
  throw new DomainError('UNAVAILABLE', 'Many customers are using this discount at the same time: try again.');
};

const orderOf = async (
  caller: Caller,
  { shippingAddress, billingAddress, vatId, note }: CheckoutRequest,
  identity: Pick<Order, 'orderId' | 'requestHash' | 'locale'>,
  { lines, settings, breakdown, discounts }: PricedCheckout,
): Promise<Order> => {
  const { items, total, ...price } = breakdown;
  const isPlain = !chargesMore(settings) && discounts.length === 0;
  const uses = discountUses(discounts, caller.userId).map(({ counter }) => counter);
  return {
    ...newOrder({
      ...identity,
      customerId: caller.userId,
      lines,
      email: await callerEmail(caller),
      correlationId: correlationId(),
      now: new Date(),
      priced: isPlain ? undefined : { items, total, price: { ...price, shipping: price.shipping.chosen } },
      shippingAddress,
      billingAddress,
      vatId,
      note,
    }),
    ...(uses.length > 0 ? { discountUses: uses } : {}),
  };
};

const requireTotal = ({ total, currency }: Order, expected: number | undefined): void => {
  if (expected === undefined || minorUnitsOf('total', expected, currency, MAX_TOTAL) === total) return;
  throw new DomainError('TOTAL_CHANGED', 'The total is out of date.', { total: toDecimal(total, currency), currency });
};

/** The order stored under the id, this one or an earlier one; `discountUses` if a discount has been used up. */
const record = async (order: Order, cart: Cart | undefined, uses: DiscountUse[]): Promise<Order | 'discountUses'> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const recorded = await recordCheckout(order, cart, uses);
    if ('stored' in recorded) return recorded.stored;
    if (recorded.conflict === 'cart') {
      throw new DomainError('CART_CHANGED', 'Another request changed or ordered the cart: check it and try again.');
    }
    if (recorded.conflict === 'discountUses') return recorded.conflict;
    await ensureUnpaidLimit(order);
  }
  throw unpaidOrdersBusy();
};

/** Returns the response to the first request with the key, if this one is the same. The status is that of a newly placed order. */
const repeatedAnswer = async (existing: Order, requestHash: string): Promise<CheckoutAnswer> => {
  requireSameRequest(existing, requestHash, 'another order');
  const { payment } = existing;
  return checkoutView({ ...existing, status: 'pending' }, payment && (await retrievePayment(payment)).clientSecret);
};
