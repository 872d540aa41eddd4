import { orderShown, step } from './orders.ts';
import { type Chapter, type Step, stepsOf } from './step.ts';

const pairs = (count: number): string => `${count} * Math.round(100 * pm.collectionVariables.get('unitPrice')) / 100`;

const cart: Step[] = [
  step('The customer puts a pair into the cart', 'POST /cart', {
    body: { id: '{{productId}}', qty: 1 },
  }),
  step('The customer makes it two', 'PUT /cart/{id}', {
    path: { id: '{{productId}}' },
    body: { qty: 2 },
  }),
  step('The customer looks at the cart', 'GET /cart', {
    holds: { 'holds two pairs at today’s price': `json.totalPrice === ${pairs(2)}` },
  }),
  step('The customer takes them out', 'DELETE /cart/{id}', {
    path: { id: '{{productId}}' },
    holds: { 'is empty': 'json.items.length === 0' },
  }),
  step('The customer empties the cart', 'DELETE /cart', { withoutBody: true }),
  step('The customer puts two pairs into the cart after all', 'POST /cart', {
    body: { id: '{{productId}}', qty: 2 },
  }),
  step('The customer orders the cart', 'POST /checkout', {
    idempotencyKey: true,
    withoutBody: true,
    status: 201,
    holds: { 'is pending': "json.status === 'PENDING'", 'costs what the cart did': `json.totalAmount === ${pairs(2)}` },
    save: { orderId: 'json.id', paidOrderId: 'json.id' },
  }),
];

/** Creates the request that a customer's browser sends to the provider, with the client secret of the checkout. */
const confirm = (name: string, card: string, status: number): Step => ({
  name,
  request: {
    method: 'POST',
    url: '{{payments}}/v1/payment_intents/{{paymentIntent}}/confirm',
    description: 'What `npm run pay -- <orderId>`, or the page of the payment provider, does.',
  },
  headers: { Authorization: 'Bearer {{publishableKey}}' },
  form: { client_secret: '{{clientSecret}}', payment_method: card },
  status,
});

const paid: Step[] = [
  orderShown('The order waits for its payment', { until: "json.status === 'awaiting_payment'" }),
  {
    name: 'The payment is looked up at the provider',
    request: { method: 'GET', url: '{{payments}}/test/payments/{{orderId}}' },
    status: 200,
    save: {
      paymentIntent: 'json.paymentIntent',
      clientSecret: 'json.clientSecret',
      publishableKey: 'json.publishableKey',
    },
  },
  confirm('A card is declined', 'pm_card_chargeDeclined', 402),
  step('The customer comes back to pay', 'GET /orders/{id}/payment', {
    path: { id: '{{orderId}}' },
    holds: {
      'is the same payment': "json.clientSecret === pm.collectionVariables.get('clientSecret')",
      'says why it failed': "typeof json.failure === 'string'",
    },
    save: { clientSecret: 'json.clientSecret' },
  }),
  confirm('Another card pays', 'pm_card_visa', 200),
  orderShown('The paid order ships', {
    until: "json.status === 'shipping'",
    holds: { 'is paid in full': 'json.payment.paid === json.total' },
  }),
  orderShown('The order has its invoice', { until: 'json.invoice !== undefined' }),
  step('The customer downloads the invoice', 'GET /orders/{id}/invoice', {
    path: { id: '{{orderId}}' },
    holds: { 'is a PDF': "text.startsWith('%PDF')" },
  }),
  step('The admin looks at the order', 'GET /orders/{id}', {
    path: { id: '{{orderId}}' },
    token: 'adminToken',
  }),
  step('The admin gives the price of a pair back', 'POST /orders/{id}/refund', {
    path: { id: '{{orderId}}' },
    token: 'adminToken',
    idempotencyKey: true,
    body: { amount: 44.99 },
    holds: { 'says so': 'json.payment.refunded === 44.99' },
  }),
];

const guest = stepsOf('orderService');

/** Somebody orders before signing in, and has the order in the account afterwards. */
const guests: Step[] = [
  guest('A guest orders a pair', 'POST /checkout', {
    idempotencyKey: true,
    body: { email: '{{customerEmail}}', items: [{ id: '{{productId}}', qty: 1 }], total: 44.99 },
    status: 201,
    save: { guestOrderId: 'json.id', orderKey: 'json.orderKey' },
  }),
  guest('The guest looks at the order', 'GET /orders/{id}', {
    path: { id: '{{guestOrderId}}' },
    headers: { 'X-Order-Key': '{{orderKey}}' },
    holds: { 'was placed by the customer': "json.timeline[0].by === 'customer'" },
  }),
  step('The customer claims the order', 'POST /orders/{id}/claim', {
    path: { id: '{{guestOrderId}}' },
    body: { key: '{{orderKey}}' },
    holds: { 'has a claim': "json.timeline.some(({ type }) => type === 'claimed')" },
  }),
  step('The customer cancels the claimed order', 'POST /orders/{id}/cancel', { path: { id: '{{guestOrderId}}' } }),
  step('The customer adds what the guest had in the cart', 'POST /cart/merge', {
    idempotencyKey: true,
    body: { items: [{ id: '{{productId}}', qty: 1 }] },
    holds: { 'has all of it': 'json.notMerged.length === 0' },
  }),
  step('The customer empties the merged cart', 'DELETE /cart', { withoutBody: true }),
];

const refused: Step[] = [
  step('A total that is not today’s is refused, with the right one', 'POST /checkout', {
    body: { items: [{ id: '{{productId}}', qty: 1 }], total: 1 },
    status: 409,
    holds: { 'is the right one': `json.total === ${pairs(1)}` },
  }),
  step('The customer orders another pair at today’s price', 'POST /checkout', {
    idempotencyKey: true,
    body: { items: [{ id: '{{productId}}', qty: 1 }], total: 44.99 },
    status: 201,
    save: { orderId: 'json.id' },
  }),
  step('The customer cancels it', 'POST /orders/{id}/cancel', {
    path: { id: '{{orderId}}' },
    holds: { 'is cancelled': "json.status === 'CANCELLED'" },
  }),
  stepsOf('orderService')('News of a payment that the provider did not sign is refused', 'POST /payments/webhook', {
    headers: { 'Stripe-Signature': 't=1795247961,v1=00' },
    status: 400,
    holds: { 'is the signature’s fault': "json.code === 'INVALID_SIGNATURE'" },
  }),
  stepsOf('orderService')('A confirmation that the provider did not sign is refused', 'POST /payments/confirmations', {
    headers: { 'Stripe-Signature': 't=1795247961,v1=00' },
    body: { orderId: '{{orderId}}', paymentStatus: 'paid' },
    status: 400,
    holds: { 'names the signature': "json.code === 'INVALID_SIGNATURE'" },
  }),
];

export const payment: Chapter = {
  name: '5. Cart, checkout and payment',
  description:
    'Two pairs go through the cart, are paid at the test payment provider and ship; what is refused is refused.',
  steps: [...cart, ...paid, ...guests, ...refused],
};
