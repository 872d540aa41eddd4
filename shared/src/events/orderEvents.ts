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
  /** Integer minor units of `currency`. */
  total: z.int().nonnegative(),
  currency: z.string().length(3),
  reason: z.string().optional(),
});

/** What the order-events topic carries. Published after the change is committed, at least once; `id` tells repeats. */
export const OrderEvent = z.strictObject({
  type: z.enum(['ORDER_CREATED', 'ORDER_SHIPPING', 'ORDER_REJECTED']),
  id: z.uuid(),
  version: z.literal(1),
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: OrderData,
});
export type OrderEvent = z.infer<typeof OrderEvent>;

/** The id of the event by which `orderId` tells of `type`. */
export const orderEventId = (orderId: string, type: OrderEvent['type']): string =>
  uuidv5(`${orderId}/${type}`, EVENT_NAMESPACE);
