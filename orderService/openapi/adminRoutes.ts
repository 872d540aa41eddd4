import { answered, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { getSummaryRoute, listAllOrdersRoute } from '../src/administration/adminRoutes.ts';
import * as answers from './answers.ts';
import { listedOrder, summary } from './examples.ts';

/** What staff see of all orders. */
export const adminRoutes: RouteDescription[] = [
  {
    definition: listAllOrdersRoute,
    summary: 'All orders, newest first',
    description:
      '`q` is an order’s id, its number, an email address, or the beginning of the name in its address. A request looks at 1,000 orders to find those that match `status`, `fulfilment`, `payment` and `stalled`: a page may be short, or empty, while `nextCursor` leads on.',
    answer: pageOf('orders', answers.AllOrders, listedOrder),
  },
  {
    definition: getSummaryRoute,
    summary: 'Orders, revenue, refunds and best sellers by day',
    description:
      'By the day (UTC) on which an order was placed; payments and refunds that come later count for that day. The last seven days unless `from` and `to` say otherwise; up to 31 days and 20,000 orders.',
    answer: answered('The days that have orders.', answers.Summary, summary),
  },
];
