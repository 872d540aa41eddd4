import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { DeliveriesQuery, DeliveryPath, WebhookBody, WebhookPatch } from './webhookRequests.ts';

export const createWebhookRoute = {
  route: 'POST /webhooks',
  auth: 'admin',
  body: WebhookBody,
  idempotencyKey: true,
  status: 201,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const listWebhooksRoute = {
  route: 'GET /webhooks',
  auth: 'admin',
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;

export const updateWebhookRoute = {
  route: 'PATCH /webhooks/{id}',
  auth: 'admin',
  path: PathId,
  body: WebhookPatch,
  idempotencyKey: true,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const deleteWebhookRoute = {
  route: 'DELETE /webhooks/{id}',
  auth: 'admin',
  path: PathId,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const listWebhookDeliveriesRoute = {
  route: 'GET /webhooks/{id}/deliveries',
  auth: 'admin',
  path: PathId,
  query: DeliveriesQuery,
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;

export const retryWebhookDeliveryRoute = {
  route: 'POST /webhooks/{id}/deliveries/{did}/retry',
  auth: 'admin',
  path: DeliveryPath,
  status: 202,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const testWebhookRoute = {
  route: 'POST /webhooks/{id}/test',
  auth: 'admin',
  path: PathId,
  status: 202,
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
