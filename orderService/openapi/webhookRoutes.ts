import { answered, deletion, pageOf } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { MAX_WEBHOOKS } from '../src/webhooks/webhook.ts';
import {
  createWebhookRoute,
  deleteWebhookRoute,
  listWebhookDeliveriesRoute,
  listWebhooksRoute,
  retryWebhookDeliveryRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from '../src/webhooks/webhookRoutes.ts';
import * as answers from './webhookAnswers.ts';

const webhookId = '2b7e1c90-4d5a-5f3b-8c61-9a0b1c2d3e4f';
const createdAt = '2026-01-02T03:04:05.678Z';
const webhook = {
  id: webhookId,
  url: 'https://erp.example.com/events',
  events: ['ORDER_CREATED', 'ORDER_CANCELLED'],
  status: 'enabled',
  createdAt,
  updatedAt: createdAt,
};
const exampleSecret = `whsec_${Buffer.from('an example, and no secret at all').toString('base64')}`;
const did = 'mjw1xvzzz-3-5f2b1c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d';
const delivery = {
  id: did,
  eventId: '5f2b1c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d',
  type: 'ORDER_CREATED',
  status: 'delivered',
  createdAt,
  deliveredAt: createdAt,
  attempts: [{ at: createdAt, ms: 84, status: 200, response: '' }],
};
const waiting = {
  id: did,
  eventId: delivery.eventId,
  type: 'ORDER_CREATED',
  status: 'pending',
  createdAt,
  attempts: [],
};

/** Where events are sent, and what became of each. */
export const webhookRoutes: RouteDescription[] = [
  {
    definition: createWebhookRoute,
    summary: 'Have events sent to an endpoint',
    description: `Events are sent as \`POST\` requests, signed as the Standard Webhooks specification says. The \`secret\` is shown here and nowhere else. Up to ${MAX_WEBHOOKS} webhooks.`,
    example: { body: { url: webhook.url, events: webhook.events } },
    answer: answered('The webhook.', answers.CreatedWebhook, { ...webhook, secret: exampleSecret }),
  },
  {
    definition: listWebhooksRoute,
    summary: 'All webhooks',
    answer: answered('All webhooks, oldest first, without their secrets.', answers.WebhookList, {
      webhooks: [webhook],
    }),
  },
  {
    definition: updateWebhookRoute,
    summary: 'Change a webhook, or replace its secret',
    description:
      'Changes the fields that are sent. With `rotateSecret: true` the answer has a new `secret`; the one before signs too for 24 hours. With `status: enabled`, what has waited is sent.',
    example: { path: { id: webhookId }, body: { events: ['ORDER_CREATED', 'ORDER_CANCELLED'] } },
    answer: answered('The webhook as it is now.', answers.ChangedWebhook, webhook),
  },
  {
    definition: deleteWebhookRoute,
    summary: 'Delete a webhook',
    description: 'Nothing more is sent to it, not even what waits.',
    ...deletion(answers.DeletedWebhook, webhookId),
  },
  {
    definition: listWebhookDeliveriesRoute,
    summary: 'What was sent to an endpoint, newest first',
    description: 'Of the last 30 days: each event with its attempts, the answers to them and the times.',
    example: { path: { id: webhookId } },
    answer: pageOf('deliveries', answers.WebhookDeliveryList, delivery),
  },
  {
    definition: retryWebhookDeliveryRoute,
    summary: 'Send an event again',
    description:
      'Whatever became of it, and without waiting for earlier ones. A disabled webhook gets it when it is enabled.',
    example: { path: { id: webhookId, did } },
    answer: answered('The delivery as it is now.', answers.WebhookDelivery, waiting),
  },
  {
    definition: testWebhookRoute,
    summary: 'Send a test event',
    description: 'An event of the type `WEBHOOK_TEST`, without data. The list of deliveries shows the answer.',
    example: { path: { id: webhookId } },
    answer: answered('The delivery.', answers.WebhookDelivery, { ...waiting, type: 'WEBHOOK_TEST' }),
  },
];
