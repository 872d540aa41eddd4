import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: the same change of the same order has the same event id however often it is published. */
const EVENT_NAMESPACE = '6f2c1b1e-6a5b-4f0e-9f3c-5f1d7a3f0c11';

const OrderData = z.strictObject({
  orderId: z.uuid(),
  customerId: z.string(),
  items: z.array(
    z.strictObject({
      productId: z.string(),
      productName: z.string(),
      unitPrice: z.int(),
      quantity: z.int().positive(),
    }),
  ),
  /** Integer minor units of `currency`, as all amounts here. */
  total: z.int().nonnegative(),
  currency: z.string().length(3),
});

const PaymentData = OrderData.extend({ provider: z.string(), paymentIntentId: z.string() });

/** What each type tells beside the order as it stood. */
const DATA = {
  ORDER_CREATED: OrderData,
  PAYMENT_COMPLETED: PaymentData.extend({ capturedAmount: z.int().positive() }),
  /** `failure` is the provider's word for people, `payableUntil` the end of the reservation (ISO 8601). */
  PAYMENT_FAILED: PaymentData.extend({ failure: z.string(), payableUntil: z.iso.datetime() }),
  ORDER_SHIPPING: OrderData,
  ORDER_REJECTED: OrderData.extend({ reason: z.string() }),
  ORDER_CANCELLED: OrderData.extend({ reason: z.string() }),
  /** `amount` went back with this refund, `refundedAmount` with all of them. */
  ORDER_REFUNDED: PaymentData.extend({
    refundId: z.string(),
    amount: z.int().positive(),
    refundedAmount: z.int().positive(),
    reason: z.string(),
  }),
} as const;

export const ORDER_EVENT_TYPES = Object.keys(DATA) as (keyof typeof DATA)[];

const event = <Type extends keyof typeof DATA>(type: Type) =>
  z.strictObject({
    type: z.literal(type),
    id: z.uuid(),
    version: z.literal(1),
    occurredAt: z.iso.datetime(),
    correlationId: z.string(),
    data: DATA[type],
  });

/** What the order-events topic carries. Published after the change is committed, at least once; `id` tells repeats. */
export const OrderEvent = z.discriminatedUnion('type', [
  event('ORDER_CREATED'),
  event('PAYMENT_COMPLETED'),
  event('PAYMENT_FAILED'),
  event('ORDER_SHIPPING'),
  event('ORDER_REJECTED'),
  event('ORDER_CANCELLED'),
  event('ORDER_REFUNDED'),
]);
export type OrderEvent = z.infer<typeof OrderEvent>;
export type OrderEventType = OrderEvent['type'];
export type OrderEventOf<Type extends OrderEventType> = Extract<OrderEvent, { type: Type }>;

/**
 * The id of the event by which `orderId` tells of `type`.
 *
 * @param occurrence tells apart what can happen to an order more than once: a failed payment, a refund
 */
export const orderEventId = (orderId: string, type: OrderEventType, occurrence = ''): string =>
  uuidv5(`${orderId}/${type}${occurrence && `/${occurrence}`}`, EVENT_NAMESPACE);
