import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { placeOrder } from '../checkout/placeOrder.ts';
import { createOrderRoute } from '../order/orderRoutes.ts';

/** Orders one product, without payment. */
export const handler = httpHandler(createOrderRoute, async ({ body, caller, idempotencyKey }) =>
  respond({ message: 'order placed successfully', orderId: await placeOrder(caller, body, idempotencyKey) }),
);
