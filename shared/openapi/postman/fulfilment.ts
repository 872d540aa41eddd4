import { step } from './orders.ts';
import { alertSteps, fileSteps, reviewSteps, wishSteps } from './reviews.ts';
import type { Chapter, Step } from './step.ts';

const path = { id: '{{paidOrderId}}' };
const ofReturn = { ...path, rid: '{{returnId}}' };
const item = { productId: '{{productId}}', quantity: 1 };

const askForReturn = (name: string): Step =>
  step(name, 'POST /orders/{id}/returns', {
    path,
    idempotencyKey: true,
    body: { items: [item], reason: 'Too small' },
    save: { returnId: 'json.returns.at(-1).id' },
  });

export const fulfilment: Chapter = {
  name: '6. A parcel, a return and a review',
  description:
    'The paid order leaves and arrives; one pair comes back, the other may not. The customer reviews the shoes.',
  steps: [
    step('The customer corrects the address', 'PATCH /orders/{id}/addresses', {
      path,
      holds: { 'has it': "json.shippingAddress.city === 'Berlin'" },
    }),
    step('Staff note what to think of', 'POST /orders/{id}/notes', {
      path,
      token: 'adminToken',
      idempotencyKey: true,
      holds: { 'is in the timeline': "json.timeline.some(({ type }) => type === 'note')" },
    }),
    step('A parcel leaves with both pairs', 'POST /orders/{id}/fulfilments', {
      path,
      token: 'adminToken',
      idempotencyKey: true,
      holds: { 'has left': "json.fulfilmentStatus === 'fulfilled'" },
      save: { fulfilmentId: 'json.fulfilments[0].id' },
    }),
    step('It arrives', 'POST /orders/{id}/fulfilments/{fid}/delivered', {
      path: { ...path, fid: '{{fulfilmentId}}' },
      token: 'adminToken',
      holds: { 'has arrived': "json.fulfilmentStatus === 'delivered'" },
    }),
    askForReturn('The customer wants to return a pair'),
    step('Staff agree', 'POST /orders/{id}/returns/{rid}/approve', {
      path: ofReturn,
      token: 'adminToken',
      holds: { 'is approved': "json.returns[0].status === 'approved'" },
    }),
    step('The pair arrives, its money goes back', 'POST /orders/{id}/returns/{rid}/receive', {
      path: ofReturn,
      token: 'adminToken',
      holds: { 'is what a pair cost': "json.returns[0].refund === pm.collectionVariables.get('unitPrice')" },
    }),
    step('Staff find the order by its email address', 'GET /admin/orders', {
      query: { q: '{{customerEmail}}', fulfilment: 'delivered' },
      token: 'adminToken',
      until: "json.orders.some(({ id }) => id === pm.collectionVariables.get('paidOrderId'))",
    }),
    step('Staff look at the day', 'GET /admin/summary', {
      query: { from: '{{today}}', to: '{{today}}' },
      before: ["pm.collectionVariables.set('today', new Date().toISOString().slice(0, 10));"],
      token: 'adminToken',
      until: 'json.days.length > 0',
    }),
    askForReturn('The customer wants to return the other pair too'),
    step('Staff do not agree', 'POST /orders/{id}/returns/{rid}/refuse', {
      path: ofReturn,
      token: 'adminToken',
      holds: { 'is refused': "json.returns[1].status === 'refused'" },
    }),
    ...reviewSteps,
    ...wishSteps,
    ...alertSteps,
    ...fileSteps,
  ],
};
