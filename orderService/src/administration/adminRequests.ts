import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { FULFILMENT_STATUSES } from '../order/fulfilment.ts';
import { ORDER_STATUSES } from '../order/orderStatus.ts';
import { PAYMENT_STATUSES } from '../order/payment.ts';

const Day = z.iso.date().meta({ description: 'A day in UTC, such as `2026-11-30`.' });

const isInOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || from <= to;
const IN_ORDER = { path: ['to'], message: 'must not be before from' };

/** Query of `GET /admin/orders`: the days are included. */
export const AllOrdersQuery = z
  .strictObject({
    ...pageParameters(),
    status: z.enum(ORDER_STATUSES).optional(),
    fulfilment: z.enum(FULFILMENT_STATUSES).optional(),
    payment: z.enum(PAYMENT_STATUSES).optional(),
    stalled: z.literal('true').meta({ description: 'Only orders that need somebody to look at them.' }).optional(),
    q: singleLineText(128).optional(),
    from: Day.optional(),
    to: Day.optional(),
  })
  .refine(isInOrder, IN_ORDER);
export type AllOrdersRequest = z.infer<typeof AllOrdersQuery>;

/** Query of `GET /admin/summary`: the days are included. */
export const SummaryQuery = z.strictObject({ from: Day.optional(), to: Day.optional() }).refine(isInOrder, IN_ORDER);
export type SummaryRequest = z.infer<typeof SummaryQuery>;
