import type { Caller } from '@ecommerce/shared/auth.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { chooseLanguage } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { minorUnitsOf, toDecimal } from '@ecommerce/shared/money.ts';
import * as z from 'zod';
import { guestOrderId } from '../order/guest.ts';
import { checkoutView, MAX_TOTAL, newOrder, type Order, orderIdOf } from '../order/order.ts';
import { newOrderKey } from '../order/orderKey.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { readOrder } from '../order/orderStore.ts';
import type { Payment } from '../order/payment.ts';
import { cancelPayment, createPayment, retrievePayment } from '../payment/paymentProvider.ts';
import { isPaymentConnected } from '../payment/providerSettings.ts';
import { chargesMore } from '../settings/settingsStore.ts';
import { accountBuyer, type Buyer, guestBuyer } from './buyer.ts';
import { type CheckoutRequest, checkoutHash, type GuestRequest } from './checkoutRequest.ts';
import { type CheckoutWrites, recordCheckout } from './checkoutStore.ts';
import { requireGuestsAllowed } from './guestCheckout.ts';
import { type PricedCheckout, priceCheckout, requireDelivery } from './priceCheckout.ts';
import { ensureUnpaidLimits, unpaidCounters, unpaidOrdersBusy } from './unpaidOrderStore.ts';

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
export const checkout = (
  caller: Caller,
  request: CheckoutRequest,
  idempotencyKey: string | undefined,
  acceptLanguage?: string,
): Promise<CheckoutAnswer> => {
  const identity = { orderId: orderIdOf(caller.userId, idempotencyKey), requestHash: checkoutHash(request) };
  return checkoutOnce(accountBuyer(caller), request, identity, {
    isRepeatable: idempotencyKey !== undefined,
    acceptLanguage,
  });
};

/**
 * Orders for somebody without an account. The same key, address and request mean the same order. The answer has the order's key.
 *
 * @throws DomainError GUEST_CHECKOUT_REFUSED and the errors of `checkout`
 */
export const checkoutAsGuest = async (
  { email, idempotencyKey, request }: GuestRequest,
  sourceIp: string,
  acceptLanguage?: string,
): Promise<CheckoutAnswer> => {
  requireGuestsAllowed();
  const requestHash = checkoutHash(request);
  const orderId = guestOrderId(idempotencyKey, { email, requestHash });
  const orderKey = await newOrderKey(orderId); // before anything is done that only its holder could undo
  const identity = { orderId, requestHash };
  const made = { isRepeatable: true, acceptLanguage, orderKey };
  return checkoutOnce(guestBuyer(email, sourceIp), request, identity, made);
};

/** What identifies an order and its request. */
type Identity = Pick<Order, 'orderId' | 'requestHash'>;

/** How an order is made besides its content. */
type Making = { isRepeatable: boolean; acceptLanguage: string | undefined; orderKey?: string };

const checkoutOnce = async (
  buyer: Buyer,
  request: CheckoutRequest,
  identity: Identity,
  { isRepeatable, acceptLanguage, orderKey }: Making,
): Promise<CheckoutAnswer> => {
  const { orderId, requestHash } = identity;
  const begun: Payment[] = [];
  const readEarlier = async () => (isRepeatable ? readOrder(orderId) : undefined);
  const earlier = await readEarlier();
  if (earlier) return repeatedAnswer(earlier, requestHash, orderKey);
  try {
    const locale = chooseLanguage(request.locale, buyer.locale, acceptLanguage);
    return await placeCheckout(buyer, request, { ...identity, locale }, { orderKey, begun });
  } catch (error) {
    // A concurrent request with the same key may have ordered, and so have emptied the cart or reserved the last unit
    const concurrent = error instanceof DomainError ? await readEarlier() : undefined;
    if (concurrent) return repeatedAnswer(concurrent, requestHash, orderKey);
    // With a key, another request may use the same payment; after an outage the order may have been placed
    if (!isRepeatable && error instanceof DomainError && error.code !== 'UNAVAILABLE') await giveUp(begun);
    throw error;
  }
};

/** Cancels payments that no order has, so that they do not stay open at the provider. Nobody can make them: their secrets were never returned. */
const giveUp = async (payments: Payment[]): Promise<void> => {
  for (const payment of new Map(payments.map((one) => [one.paymentIntentId, one])).values()) {
    await cancelPayment(payment).catch((error: unknown) => log.warn('unused payment left at the provider', { error }));
  }
};

/** Attempts to place an order while others use up the discounts that it was priced with, or the limit of unpaid orders changes. */
const ATTEMPTS = 5;

const placeCheckout = async (
  buyer: Buyer,
  request: CheckoutRequest,
  identity: Identity & Pick<Order, 'locale'>,
  { orderKey, begun }: { orderKey: string | undefined; begun: Payment[] },
): Promise<CheckoutAnswer> => {
  const counters = unpaidCounters(buyer);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const priced = await priceCheckout(buyer, request);
    requireDelivery(priced.settings, request);
    const order = await orderOf(buyer, request, identity, priced);
    requireTotal(order, request.total);
    if (order.total > 0 && (await isPaymentConnected())) await ensureUnpaidLimits(counters, order); // before a payment is started that would be refused
    const created =
      order.total > 0 ? await createPayment(order, new Date(Date.now() + PAYMENT_MINUTES * 60_000)) : undefined;
    if (created) begun.push(created.payment);
    const complete = created ? { ...order, payment: created.payment } : order;
    const recorded = await record(complete, { cart: priced.cart, uses: priced.uses, counters });
    if (recorded === 'discountUses') continue; // priced again, it is refused, or costs more
    await giveUp(begun.filter(({ paymentIntentId }) => paymentIntentId !== recorded.payment?.paymentIntentId));
    if (recorded !== complete) return repeatedAnswer(recorded, identity.requestHash, orderKey);
    await enqueueOrder(complete);
    log.info('checkout accepted', { orderId: order.orderId });
    return checkoutView(complete, created?.clientSecret, orderKey);
  }
  throw new DomainError('UNAVAILABLE', 'Many customers are using this discount at the same time: try again.');
};

const orderOf = async (
  buyer: Buyer,
  { shippingAddress, billingAddress, vatId, note }: CheckoutRequest,
  identity: Identity & Pick<Order, 'locale'>,
  { lines, settings, breakdown, discounts, uses }: PricedCheckout,
): Promise<Order> => {
  const { items, total, ...price } = breakdown;
  const isPlain = !chargesMore(settings) && discounts.length === 0;
  return {
    ...newOrder({
      ...identity,
      customerId: buyer.customerId,
      byGuest: buyer.byGuest,
      lines,
      email: (await buyer.email()) ?? '',
      correlationId: correlationId(),
      now: new Date(),
      priced: isPlain ? undefined : { items, total, price: { ...price, shipping: price.shipping.chosen } },
      shippingAddress,
      billingAddress,
      vatId,
      note,
    }),
    ...(uses.length > 0 ? { discountUses: uses.map(({ counter }) => counter) } : {}),
  };
};

const requireTotal = ({ total, currency }: Order, expected: number | undefined): void => {
  if (expected === undefined || minorUnitsOf('total', expected, currency, MAX_TOTAL) === total) return;
  throw new DomainError('TOTAL_CHANGED', 'The total is out of date.', { total: toDecimal(total, currency), currency });
};

/** The order stored under the id, this one or an earlier one; `discountUses` if a discount has been used up. */
const record = async (order: Order, writes: CheckoutWrites): Promise<Order | 'discountUses'> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const recorded = await recordCheckout(order, writes);
    if ('stored' in recorded) return recorded.stored;
    if (recorded.conflict === 'cart') {
      throw new DomainError('CART_CHANGED', 'Another request changed or ordered the cart: check it and try again.');
    }
    if (recorded.conflict === 'discountUses') return recorded.conflict;
    await ensureUnpaidLimits(writes.counters, order);
  }
  throw unpaidOrdersBusy();
};

/** Returns the response to the first request with the key, if this one is the same. The status is that of a newly placed order. */
const repeatedAnswer = async (
  existing: Order,
  requestHash: string,
  orderKey: string | undefined,
): Promise<CheckoutAnswer> => {
  requireSameRequest(existing, requestHash, 'another order');
  const { payment } = existing;
  const clientSecret = payment && (await retrievePayment(payment)).clientSecret;
  return checkoutView({ ...existing, status: 'pending' }, clientSecret, orderKey);
};
