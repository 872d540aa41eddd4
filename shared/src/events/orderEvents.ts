import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: a change of an order has the same event id however often it is published. */
const EVENT_NAMESPACE = '6f2c1b1e-6a5b-4f0e-9f3c-5f1d7a3f0c11';

const ItemUnits = z.strictObject({
  productId: z.string(),
  variantId: z.string().optional(),
  quantity: z.int().positive(),
});

const OrderData = z.strictObject({
  orderId: z.uuid(),
  customerId: z.string(),
  items: z.array(
    z.strictObject({
      productId: z.string(),
      productName: z.string(),
      /** Absent for the product's first variant. */
      variantId: z.string().optional(),
      variantName: z.string().optional(),
      sku: z.string().optional(),
      unitPrice: z.int(),
      quantity: z.int().positive(),
    }),
  ),
  /** Integer minor units of `currency`, like all amounts here. */
  total: z.int().nonnegative(),
  currency: z.string().length(3),
});

/** A parcel of the order. */
const FulfilmentData = OrderData.extend({ fulfilmentId: z.uuid(), fulfilledItems: z.array(ItemUnits) });

/** Units that come back, or have come back. */
const ReturnData = OrderData.extend({
  returnId: z.uuid(),
  returnedItems: z.array(ItemUnits),
  returnReason: z.string(),
});

const PaymentData = OrderData.extend({ provider: z.string(), paymentIntentId: z.string() });

/** The data of each event type: the order at that time, and more. */
const DATA = {
  ORDER_CREATED: OrderData,
  PAYMENT_COMPLETED: PaymentData.extend({ capturedAmount: z.int().positive() }),
  /** `failure` is the provider's message for the customer; `payableUntil` is the end of the reservation (ISO 8601). */
  PAYMENT_FAILED: PaymentData.extend({ failure: z.string(), payableUntil: z.iso.datetime() }),
  ORDER_SHIPPING: OrderData,
  ORDER_FULFILLED: FulfilmentData.extend({
    carrier: z.string(),
    trackingNumber: z.string().optional(),
    trackingUrl: z.string().optional(),
  }),
  ORDER_DELIVERED: FulfilmentData,
  RETURN_REQUESTED: ReturnData,
  RETURN_APPROVED: ReturnData,
  RETURN_REFUSED: ReturnData,
  /** `refund` goes back for it. */
  RETURN_RECEIVED: ReturnData.extend({ restock: z.boolean(), refund: z.int().nonnegative() }),
  ORDER_REJECTED: OrderData.extend({ reason: z.string() }),
  ORDER_CANCELLED: OrderData.extend({ reason: z.string() }),
  /** `amount` is that of this refund, `refundedAmount` the total of all refunds so far. */
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

/** The message of the order-events topic. Published at least once, after the change is committed; repeats have the same `id`. */
export const OrderEvent = z.discriminatedUnion('type', [
  event('ORDER_CREATED'),
  event('PAYMENT_COMPLETED'),
  event('PAYMENT_FAILED'),
  event('ORDER_SHIPPING'),
  event('ORDER_FULFILLED'),
  event('ORDER_DELIVERED'),
  event('RETURN_REQUESTED'),
  event('RETURN_APPROVED'),
  event('RETURN_REFUSED'),
  event('RETURN_RECEIVED'),
  event('ORDER_REJECTED'),
  event('ORDER_CANCELLED'),
  event('ORDER_REFUNDED'),
]);
export type OrderEvent = z.infer<typeof OrderEvent>;
export type OrderEventType = OrderEvent['type'];
export type OrderEventOf<Type extends OrderEventType> = Extract<OrderEvent, { type: Type }>;

/**
 * Returns the stable id of an order's event.
 *
 * @param occurrence distinguishes events that an order can have several times: a failed payment, a refund
 */
export const orderEventId = (orderId: string, type: OrderEventType, occurrence = ''): string =>
  uuidv5(`${orderId}/${type}${occurrence && `/${occurrence}`}`, EVENT_NAMESPACE);
