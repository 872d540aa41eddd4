import { created, httpHandler } from '@ecommerce/shared/http.ts';
import { placeOrder } from '../checkout/placeOrder.ts';
import { CreateOrderBody } from '../order/order.ts';

/** `POST /create-order` → 201 `{ message, orderId }`. */
export const handler = httpHandler(
  { body: CreateOrderBody, auth: 'customer' },
  async ({ body, caller, idempotencyKey }) =>
    created({ message: 'order placed successfully', orderId: await placeOrder(caller, body, idempotencyKey) }),
);
