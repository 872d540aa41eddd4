import { type Chapter, type Step, stepsOf } from './step.ts';

const step = stepsOf('orderService', 'customerToken');
const adminStep = stepsOf('orderService', 'adminToken');

const opened: Step[] = [
  adminStep('The admin says who the shop is', 'PUT /settings/shop'),
  adminStep('The admin looks at it', 'GET /settings/shop', {
    holds: { 'has a VAT id': "json.vatId === 'DE123456789'" },
  }),
  adminStep('The admin has parcels posted to Germany and Austria', 'PUT /settings/shipping'),
  adminStep('The admin looks at zones and methods', 'GET /settings/shipping', {
    holds: { 'has one method': 'json.methods.length === 1' },
  }),
  adminStep('The admin sets the rate of the VAT that prices contain', 'PUT /settings/taxes'),
  adminStep('The admin looks at the rates', 'GET /settings/taxes', {
    holds: { 'has one rate': 'json.rates.length === 1' },
  }),
  stepsOf('orderService')('Anyone may see what shipping costs', 'GET /shipping-methods', {
    query: { country: 'DE' },
    until: 'json.methods.length === 1',
  }),
  adminStep('The admin creates a discount code', 'POST /discounts', {
    status: 201,
    save: { discountId: 'json.id' },
  }),
  adminStep('The admin lets more orders use it', 'PATCH /discounts/{id}', {
    path: { id: '{{discountId}}' },
    body: { maxUses: 200 },
  }),
  adminStep('The admin lists discounts', 'GET /discounts', {
    holds: { 'are limited': 'json.discounts.some(({ maxUses }) => maxUses === 200)' },
  }),
];

const connected: Step[] = [
  adminStep('The admin has events sent to the warehouse', 'POST /webhooks', {
    status: 201,
    save: { webhookId: 'json.id' },
    holds: { 'has a secret': "json.secret.startsWith('whsec_')" },
  }),
  adminStep('The admin lists webhooks', 'GET /webhooks', {
    holds: { 'show no secret': 'json.webhooks.every(({ secret }) => secret === undefined)' },
  }),
  adminStep('The admin sends a test', 'POST /webhooks/{id}/test', { path: { id: '{{webhookId}}' }, status: 202 }),
  adminStep('The admin looks at what was sent', 'GET /webhooks/{id}/deliveries', {
    path: { id: '{{webhookId}}' },
    until: 'json.deliveries.length > 0 && json.deliveries[0].attempts.length > 0',
    save: { deliveryId: 'json.deliveries[0].id' },
  }),
  adminStep('The admin sends it again', 'POST /webhooks/{id}/deliveries/{did}/retry', {
    path: { id: '{{webhookId}}', did: '{{deliveryId}}' },
    status: 202,
  }),
  adminStep('The admin replaces the secret', 'PATCH /webhooks/{id}', {
    path: { id: '{{webhookId}}' },
    body: { rotateSecret: true },
    holds: { 'has another one': "json.secret.startsWith('whsec_')" },
  }),
  adminStep('The admin deletes the webhook', 'DELETE /webhooks/{id}', { path: { id: '{{webhookId}}' } }),
];

const items = [{ id: '{{productId}}', qty: 2 }];

const ordered: Step[] = [
  step('The customer asks what two pairs cost with the code', 'POST /checkout/quote', {
    body: { items },
    until: 'json.totalAmount === 85.97',
    holds: { 'contain their tax': 'json.taxes[0].included' },
  }),
  step('The customer orders them at that price', 'POST /checkout', {
    idempotencyKey: true,
    body: {
      items,
      total: 85.97,
      shippingAddress: {
        name: 'Ann Lee',
        line1: 'Invalidenstraße 116',
        postalCode: '10115',
        city: 'Berlin',
        country: 'DE',
      },
      shippingMethod: 'post',
      discountCodes: ['autumn10'],
    },
    status: 201,
    save: { orderId: 'json.id' },
  }),
  step('The customer sees what the price is made of', 'GET /orders/{id}', {
    path: { id: '{{orderId}}' },
    holds: { 'has a discount': 'json.discounts[0].amount === 9' },
  }),
  step('The customer cancels that order, and its use of the code comes back', 'POST /orders/{id}/cancel', {
    path: { id: '{{orderId}}' },
  }),
];

const closed: Step[] = [
  adminStep('The admin deletes the discount', 'DELETE /discounts/{id}', { path: { id: '{{discountId}}' } }),
  adminStep('The admin charges no more tax', 'PUT /settings/taxes', { body: { rates: [] } }),
  adminStep('The admin charges no more shipping', 'PUT /settings/shipping', { body: { zones: [], methods: [] } }),
  stepsOf('orderService')('Nobody pays for shipping any more', 'GET /shipping-methods', {
    query: { country: 'DE' },
    until: 'json.methods.length === 0',
  }),
];

export const settings: Chapter = {
  name: '7. Shipping, taxes, discounts and webhooks',
  description:
    'The shop begins to charge shipping and tax and gives a discount; an order has all three. Then other systems are told of orders.',
  steps: [...opened, ...ordered, ...closed, ...connected],
};
