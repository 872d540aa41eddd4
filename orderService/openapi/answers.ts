import * as z from 'zod';
import { CANCELLATION_REASONS, ORDER_STATUSES, REJECTION_REASONS } from '../src/orderStatus.ts';
import { PAYMENT_PROVIDERS } from '../src/payment.ts';

const Money = z.number().nonnegative().meta({ description: 'A decimal in `currency` with at most 2 fraction digits.' });

/** Of `POST /create-order`. */
export const PlacedOrder = z.strictObject({ message: z.literal('order placed successfully'), orderId: z.uuid() });

/** How an order is paid, as its customer sees it. */
export const OrderPayment = z.strictObject({
  provider: z.enum(PAYMENT_PROVIDERS),
  dueAt: z.iso.datetime().meta({ description: 'Until when it may be paid.' }),
  paid: Money,
  refunded: Money,
});

const order = {
  id: z.uuid(),
  items: z.array(
    z.strictObject({
      productId: z.string(),
      productName: z.string(),
      unitPrice: Money,
      quantity: z.int().positive(),
    }),
  ),
  total: Money,
  currency: z.string().length(3),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  reason: z
    .enum([...REJECTION_REASONS, ...CANCELLATION_REASONS])
    .meta({ description: 'Why it was rejected or cancelled.' })
    .optional(),
  payment: OrderPayment.meta({ description: 'Absent where nothing is paid through the shop.' }).optional(),
};

/** An order as `GET /orders` and `GET /orders/{id}` show it. */
export const Order = z.strictObject({ ...order, status: z.enum(ORDER_STATUSES) });
export const OrderList = z.strictObject({ orders: z.array(Order), nextCursor: z.string().optional() });
