import type { Chapter } from './step.ts';

const service = 'orderService';

export const order: Chapter = {
  name: '4. An order without payment',
  description: 'The documented flow: an order takes the stock and ships.',
  steps: [
    {
      name: 'The customer orders two pairs',
      service,
      route: 'POST /create-order',
      token: 'customerToken',
      idempotencyKey: true,
      body: { id: '{{productId}}', quantity: 2 },
      status: 201,
      save: { orderId: 'json.orderId' },
    },
    {
      name: 'The order ships',
      service,
      route: 'GET /orders/{id}',
      path: { id: '{{orderId}}' },
      token: 'customerToken',
      status: 200,
      until: "json.status === 'shipping'",
      holds: { 'costs two pairs': "json.total === 2 * pm.collectionVariables.get('unitPrice')" },
    },
    {
      name: 'The customer sees it among the orders',
      service,
      route: 'GET /orders',
      query: { status: 'shipping' },
      token: 'customerToken',
      status: 200,
      until: "json.orders.some(({ id }) => id === pm.collectionVariables.get('orderId'))",
    },
  ],
};
