import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import * as z from 'zod';
import { orderable, readProducts } from '../catalogue/productCatalogue.ts';
import { newOrder, type Order, type OrderRequest, orderIdOf, requestHashOf } from '../order/order.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { readOrder, recordOrder } from '../order/orderStore.ts';
import { isPaymentConnected } from '../payment/providerSettings.ts';
import { chargesMore, currentSettings } from '../settings/settingsStore.ts';

/** Whether orders without payment are accepted when a payment provider is connected. */
const { UNPAID_ORDERS } = readEnvironment({ UNPAID_ORDERS: z.enum(['allowed', 'refused']) });

/**
 * Places an order and returns its id. It is placed once its row is written. Only then is it enqueued. If this function dies in between,
 * the sweeper enqueues it.
 *
 * @param idempotencyKey the same key and request mean the same order; without it each call places a new one
 * @param locale the language of its emails, unless it is the default
 * @throws DomainError PAYMENT_REQUIRED, CHECKOUT_REQUIRED, PRODUCT_NOT_FOUND, VARIANT_REQUIRED, INSUFFICIENT_STOCK (with
 *   `quantityAvailable`), IDEMPOTENCY_KEY_REUSED, UNAUTHORIZED
 */
export const placeOrder = async (
  caller: Caller,
  request: OrderRequest,
  idempotencyKey: string | undefined,
  locale?: string,
): Promise<string> => {
  const requestHash = requestHashOf([request]);
  const orderId = orderIdOf(caller.userId, idempotencyKey);
  const earlier = idempotencyKey === undefined ? undefined : await readOrder(orderId);
  if (earlier) return sameOrder(earlier, requestHash);
  if (UNPAID_ORDERS === 'refused' && (await isPaymentConnected())) {
    throw new DomainError(
      'PAYMENT_REQUIRED',
      'This shop does not accept orders without payment: order with POST /checkout.',
    );
  }

  const [product, settings] = await Promise.all([orderableProduct(request), currentSettings()]);
  if (chargesMore(settings)) {
    throw new DomainError(
      'CHECKOUT_REQUIRED',
      'This shop charges shipping or taxes, which depend on an address: order with POST /checkout.',
    );
  }
  const order = newOrder({
    orderId,
    customerId: caller.userId,
    lines: [{ product, quantity: request.quantity }],
    email: await callerEmail(caller),
    correlationId: correlationId(),
    requestHash,
    locale,
    now: new Date(),
  });
  const stored = await recordOrder(order);
  if (stored === order) {
    await enqueueOrder(order);
    log.info('order accepted', { orderId });
  }
  return sameOrder(stored, requestHash);
};

/** Returns the product, if the quantity can be ordered now. This only rejects early; the reservation decides. */
const orderableProduct = async ({ quantity, ...variant }: OrderRequest): Promise<OrderableProduct> => {
  const [found] = await readProducts([variant]);
  const product = orderable(found);
  if (product.quantity < quantity) {
    throw new DomainError('INSUFFICIENT_STOCK', 'Insufficient stock available', {
      quantityAvailable: product.quantity,
    });
  }
  return product;
};

/** Returns the id of the stored order, if it is the requested one. */
const sameOrder = (existing: Order, requestHash: string): string => {
  requireSameRequest(existing, requestHash, 'another order');
  return existing.orderId;
};
