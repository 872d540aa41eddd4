import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import * as z from 'zod';
import { orderView } from '../order.ts';
import { ORDER_STATUSES } from '../orderStatus.ts';
import { listOrders } from '../orderStore.ts';

const Query = z.strictObject({ ...pageParameters(), status: z.enum(ORDER_STATUSES).optional() });

/** `GET /orders?status=&limit=&cursor=` → 200 `{ orders, nextCursor? }`, the caller's own, newest first. */
export const handler = httpHandler(
  { query: Query, auth: 'customer' },
  async ({ query: { status, ...page }, caller }) => {
    const { items, nextCursor } = await listOrders(caller.userId, status, page);
    return ok({ orders: items.map(orderView), nextCursor });
  },
);
