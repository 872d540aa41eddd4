import { createHash } from 'node:crypto';
import { toDecimal } from '@ecommerce/shared/money.ts';
import type { OrderableProduct, ReservationRefusalName } from '@ecommerce/shared/productFunctions.ts';
import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** Every state an order can be in. It starts as `pending`; `shipping` and `rejected` are final. */
export const ORDER_STATUSES = ['pending', 'shipping', 'rejected'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The moves an order may make. Each is one conditional write (orderStore.ts); a final state absorbs. */
export const TRANSITIONS: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ['shipping', 'rejected'],
  shipping: [],
  rejected: [],
};

/** The states from which an order may move to `status`. */
export const statusesBefore = (status: OrderStatus): OrderStatus[] =>
  ORDER_STATUSES.filter((from) => TRANSITIONS[from].includes(status));

/** Why an order was rejected, in the words that the customer reads. */
export const REJECTION_REASONS = ['out of stock', 'no longer available', 'could not be processed'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

const REASON_OF_REFUSAL: Record<ReservationRefusalName, RejectionReason> = {
  InsufficientStock: 'out of stock',
  ProductUnavailable: 'no longer available',
  ReservationReleased: 'could not be processed',
};

/** The reason that stands for the workflow error named `errorName`. */
export const rejectionReason = (errorName: string): RejectionReason =>
  new Map<string, RejectionReason>(Object.entries(REASON_OF_REFUSAL)).get(errorName) ?? 'could not be processed';

/** The mails that an order causes, one of each at most. */
export const MAIL_KINDS = ['received', 'shipping', 'rejected'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

const OrderItem = z.strictObject({
  productId: z.string().min(1),
  productName: z.string(),
  /** Integer minor units of the order's currency, as the price was when the order was placed. */
  unitPrice: z.int().positive(),
  quantity: z.int().positive(),
});
export type OrderItem = z.infer<typeof OrderItem>;

/** An order as it is stored and, while `pending`, as it travels through the queue. */
export const Order = z
  .strictObject({
    orderId: z.uuid(),
    /** The `sub` of the account that ordered. */
    customerId: z.string().min(1),
    status: z.enum(ORDER_STATUSES),
    items: z.array(OrderItem).min(1).max(50),
    /** Integer minor units of `currency`: the sum of unit price × quantity. */
    total: z.int().positive(),
    currency: z.string().length(3),
    email: z.string().min(3),
    /** Of the request that placed the order; all that follows from it bears the same. */
    correlationId: z.string().min(1),
    /** Tells a repeated request from another one under the same idempotency key. */
    requestHash: z.string().length(64),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    reason: z.enum(REJECTION_REASONS).optional(),
    /** Which mails were sent, or are being sent since `at`. */
    mails: z.partialRecord(
      z.enum(MAIL_KINDS),
      z.strictObject({ state: z.enum(['sending', 'sent']), at: z.iso.datetime() }),
    ),
  })
  .refine(({ items, total }) => totalOf(items) === total, { path: ['total'], message: 'is not the sum of the items' });
export type Order = z.infer<typeof Order>;

/** Body of `POST /create-order`: a product's id and how many of it. */
export const CreateOrderBody = z.strictObject({
  id: z.string().min(1).max(128),
  quantity: z.int().min(1).max(1_000_000),
});
export type OrderRequest = z.infer<typeof CreateOrderBody>;

/** What the items cost together, in minor units. Exact: a million of the dearest product is 10¹⁴, and 2⁵³ lies above 9 × 10¹⁵. */
export const totalOf = (items: Pick<OrderItem, 'unitPrice' | 'quantity'>[]): number =>
  items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);

/** The namespace of order ids that come from an idempotency key. */
const ORDER_NAMESPACE = '0b6f4a5e-3d0a-4c39-9a54-7a7f0f3f4a71';

/** The order id that `idempotencyKey` means for this customer: the same whenever it is sent. */
export const orderIdOf = (customerId: string, idempotencyKey: string): string =>
  uuidv5(`${customerId}/${idempotencyKey}`, ORDER_NAMESPACE);

/** SHA-256 (hex) of what was asked for, whatever the order of the fields in the body was. */
export const requestHashOf = ({ id, quantity }: OrderRequest): string =>
  createHash('sha256').update(JSON.stringify({ id, quantity })).digest('hex');

/** A new order of one product, with the product's name and price as they are now. */
export const newOrder = ({
  product,
  quantity,
  now,
  ...given
}: Pick<Order, 'orderId' | 'customerId' | 'email' | 'correlationId' | 'requestHash'> & {
  product: OrderableProduct;
  quantity: number;
  now: Date;
}): Order => {
  const items = [{ productId: product.id, productName: product.productName, unitPrice: product.unitPrice, quantity }];
  return {
    ...given,
    status: 'pending',
    items,
    total: totalOf(items),
    currency: product.currency,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    mails: {},
  };
};

/** An order as its customer sees it: money as decimals, nothing internal. */
export const orderView = ({ orderId, status, items, total, currency, createdAt, updatedAt, reason }: Order) => ({
  id: orderId,
  status,
  items: items.map(({ productId, productName, unitPrice, quantity }) => ({
    productId,
    productName,
    unitPrice: toDecimal(unitPrice),
    quantity,
  })),
  total: toDecimal(total),
  currency,
  createdAt,
  updatedAt,
  ...(reason === undefined ? {} : { reason }),
});

/**
 * What stops a step of an order's way. The workflow's Retry and Catch match on the name:
 * `OrderNotConfirmable` (it was rejected), `OrderAlreadyShipping` (it cannot be rejected any more),
 * `MailBeingSent` (another call holds the mail; it is over or given up within the lease).
 */
export class OrderError extends Error {
  constructor(name: 'OrderNotConfirmable' | 'OrderAlreadyShipping' | 'MailBeingSent', message: string) {
    super(message);
    this.name = name;
  }
}
