import { randomUUID } from 'node:crypto';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import type { WebhookTest } from '@ecommerce/shared/events/webhookEvents.ts';
import { changeWebhook, requireWebhook } from '../webhooks/changeWebhooks.ts';
import type { DeliveriesQuery, WebhookPatch } from '../webhooks/webhookRequests.ts';
import { deliveryView, laneOfDelivery, lanesOf, newDelivery } from './delivery.ts';
import { listDeliveries, makeDue, readDelivery, recordDelivery } from './deliveryStore.ts';
import { enqueueLanes } from './laneQueue.ts';
import { endPause } from './laneStore.ts';

/** A page of an endpoint's deliveries, newest events first. @throws DomainError NOT_FOUND; INVALID_INPUT for an invalid cursor */
export const showDeliveries = async (webhookId: string, { limit, cursor }: DeliveriesQuery) => {
  await requireWebhook(webhookId);
  if (cursor !== undefined && laneOfDelivery(webhookId, cursor) === undefined) {
    throw invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
  const { items, ...more } = await listDeliveries(webhookId, limit, cursor);
  return { deliveries: items.map(deliveryView), ...more };
};

/** Sends a delivery again, whatever has become of it. @throws DomainError NOT_FOUND */
export const retryDelivery = async (webhookId: string, id: string) => {
  await requireWebhook(webhookId);
  const existing = await readDelivery(webhookId, id);
  const delivery = existing && (await makeDue(existing));
  if (!delivery) throw new DomainError('NOT_FOUND', 'This webhook has no such delivery.');
  await endPause(delivery.lane);
  await enqueueLanes([delivery.lane]);
  return deliveryView(delivery);
};

/** Sends an event that says nothing to an endpoint. @throws DomainError NOT_FOUND */
export const sendTest = async (webhookId: string) => {
  await requireWebhook(webhookId);
  const now = new Date();
  const event: WebhookTest = {
    ...{ type: 'WEBHOOK_TEST', id: randomUUID(), version: 1 },
    ...{ occurredAt: now.toISOString(), correlationId: correlationId(), data: {} },
  };
  const delivery = { ...newDelivery(webhookId, event, now), urgent: true };
  await recordDelivery(delivery);
  await endPause(delivery.lane);
  await enqueueLanes([delivery.lane]);
  return deliveryView(delivery);
};

/** Changes an endpoint as `changeWebhook` does. One that was enabled is sent what has waited. */
export const changeAndResume = async (id: string, patch: WebhookPatch, idempotencyKey: string | undefined) => {
  const webhook = await changeWebhook(id, patch, idempotencyKey);
  if (patch.status === 'enabled') {
    await Promise.all(lanesOf(id).map(endPause));
    await enqueueLanes(lanesOf(id));
  }
  return webhook;
};
