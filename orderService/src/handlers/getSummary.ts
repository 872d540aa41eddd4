import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getSummaryRoute } from '../administration/adminRoutes.ts';
import { salesSummary } from '../administration/salesSummary.ts';

/** Returns orders, revenue, refunds and best sellers by day. */
export const handler = httpHandler(getSummaryRoute, async ({ query }) => respond(await salesSummary(query)));
