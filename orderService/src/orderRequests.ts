import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import * as z from 'zod';
import { ORDER_STATUSES } from './orderStatus.ts';

/** Query of `GET /orders`. */
export const OrdersQuery = z.strictObject({ ...pageParameters(), status: z.enum(ORDER_STATUSES).optional() });
