import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { cancelOrderRoute } from '../cancellation/cancellationRoutes.ts';
import { cancelOrder } from '../cancellation/cancelOrder.ts';
import { settledOrderView } from '../order/order.ts';

/** Cancels an order and returns it. */
export const handler = httpHandler(cancelOrderRoute, async ({ path: { id }, caller }) =>
  respond(settledOrderView(await cancelOrder(caller, id))),
);
