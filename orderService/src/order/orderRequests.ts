import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { amountUpTo } from '@ecommerce/shared/money.ts';
import { multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { MAX_TOTAL } from './order.ts';
import { ORDER_STATUSES } from './orderStatus.ts';

/** Query of `GET /orders`. */
export const OrdersQuery = z.strictObject({ ...pageParameters(), status: z.enum(ORDER_STATUSES).optional() });

/**
 * Body of `POST /orders/{id}/refund`: a decimal in the order's currency (the whole remainder if absent), and a reason for the customer.
 */
export const RefundBody = z
  .strictObject({ amount: amountUpTo(MAX_TOTAL).optional(), reason: multiLineText(200).optional() })
  .optional();
export type RefundRequest = z.infer<typeof RefundBody>;
