import { type Chapter, type Step, stepsOf } from './step.ts';

/** Creates the customer's steps with carts and orders. */
export const step = stepsOf('orderService', 'customerToken');

/** Creates the step in which the customer polls the order until it has the expected state. */
export const orderShown = (name: string, more: Pick<Step, 'until' | 'holds'>): Step =>
  step(name, 'GET /orders/{id}', { path: { id: '{{orderId}}' }, ...more });

export const order: Chapter = {
  name: '4. An order without payment',
  description: 'The documented flow: an order takes the stock and ships.',
  steps: [
    step('The customer orders two pairs', 'POST /create-order', {
      idempotencyKey: true,
      body: { id: '{{productId}}', quantity: 2 },
      status: 201,
      save: { orderId: 'json.orderId' },
    }),
    orderShown('The order ships', {
      until: "json.status === 'shipping'",
      holds: { 'costs two pairs': "json.total === 2 * pm.collectionVariables.get('unitPrice')" },
    }),
    step('The customer sees it among the orders', 'GET /orders', {
      query: { status: 'shipping' },
      until: "json.orders.some(({ id }) => id === pm.collectionVariables.get('orderId'))",
    }),
  ],
};
