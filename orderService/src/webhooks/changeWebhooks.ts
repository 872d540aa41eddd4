import { setTimeout as wait } from 'node:timers/promises';
import { backOff } from '@ecommerce/shared/backOff.ts';
import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { hashOf, idOfKey, requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import { disabled, enabled, MAX_WEBHOOKS, newSecret, type Webhook, webhookView, withNewSecret } from './webhook.ts';
import type { WebhookBody, WebhookPatch } from './webhookRequests.ts';
import { readWebhooks, replaceWebhooks } from './webhookStore.ts';
import { requireAllowedUrl } from './webhookUrl.ts';

/** Namespace of the ids that come from an idempotency key. */
const KEY_NAMESPACE = '3a0f5e0d-8b0c-4c7f-9a52-1b7f4b0a6c1e';

/** Attempts to change the endpoints while others change them. */
const ATTEMPTS = 10;
const WAITS_MS = { first: 20, longest: 200 };

/**
 * Changes the endpoints, however many others do at the same time.
 *
 * @param change returns all endpoints as they are to be; the same list means that nothing changes
 * @throws DomainError UNAVAILABLE if others keep changing them
 */
export const changeAll = async (change: (webhooks: Webhook[]) => Webhook[]): Promise<Webhook[]> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { version, webhooks } = await readWebhooks();
    const changed = change(webhooks);
    if (changed === webhooks || (await replaceWebhooks({ version, webhooks: changed }))) return changed;
    await wait(backOff(attempt, WAITS_MS));
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing the webhooks at the same time: try again.');
};

/** Returns the error about an endpoint that does not exist. */
const noSuchWebhook = () => new DomainError('NOT_FOUND', 'There is no such webhook.');

const found = (webhooks: Webhook[], id: string): Webhook => {
  const webhook = webhooks.find((each) => each.id === id);
  if (!webhook) throw noSuchWebhook();
  return webhook;
};

/** Reads one endpoint. @throws DomainError NOT_FOUND */
export const requireWebhook = async (id: string): Promise<Webhook> => found((await readWebhooks()).webhooks, id);

/** All endpoints, oldest first. */
export const showWebhooks = async () => ({ webhooks: (await readWebhooks()).webhooks.map(webhookView) });

/**
 * Creates an endpoint.
 *
 * @param idempotencyKey the same key and body mean the same endpoint
 * @returns the endpoint with its secret, which is shown by nothing else
 * @throws DomainError INVALID_INPUT for an address to which nothing may be sent, or if there are as many as there can be; IDEMPOTENCY_KEY_REUSED
 */
export const addWebhook = async (body: WebhookBody, idempotencyKey: string | undefined) => {
  requireAllowedUrl(body.url);
  const id = idOfKey(idempotencyKey, KEY_NAMESPACE);
  const requestHash = hashOf([idempotencyKey ?? null, body]);
  const now = new Date().toISOString();
  const webhook = { id, ...body, secret: newSecret(), enabledAt: now, createdAt: now, updatedAt: now, requestHash };
  const webhooks = await changeAll((existing) => {
    if (existing.some((each) => each.id === id)) return existing;
    if (existing.length >= MAX_WEBHOOKS) throw full();
    return [...existing, webhook];
  });
  const stored = found(webhooks, id);
  requireSameRequest(stored, requestHash, 'another webhook');
  return { ...webhookView(stored), secret: stored.secret };
};

const full = () =>
  invalidInput([
    { path: 'url', message: `is one too many: there are ${MAX_WEBHOOKS} webhooks already, delete one first` },
  ]);

/**
 * Changes an endpoint.
 *
 * @param idempotencyKey the same key and body change it once, so that a repeated request does not replace a secret again
 * @returns the endpoint; with its new secret if that was replaced
 * @throws DomainError NOT_FOUND; INVALID_INPUT for an address to which nothing may be sent; IDEMPOTENCY_KEY_REUSED
 */
export const changeWebhook = async (id: string, patch: WebhookPatch, idempotencyKey: string | undefined) => {
  if (patch.url !== undefined) requireAllowedUrl(patch.url);
  const keyed = idempotencyKey === undefined ? {} : { lastChange: hashesOf(idempotencyKey, patch) };
  const webhooks = await changeAll((existing) => {
    const webhook = found(existing, id);
    if (isRepeated(webhook, keyed.lastChange)) return existing;
    const changed = { ...patched(webhook, patch, new Date()), ...keyed };
    return existing.map((each) => (each === webhook ? changed : each));
  });
  const webhook = found(webhooks, id);
  return { ...webhookView(webhook), ...(patch.rotateSecret ? { secret: webhook.secret } : {}) };
};

const hashesOf = (key: string, patch: WebhookPatch) => ({ keyHash: hashOf(key), requestHash: hashOf(patch) });

const isRepeated = ({ lastChange }: Webhook, change: Webhook['lastChange']): boolean => {
  if (change === undefined || lastChange?.keyHash !== change.keyHash) return false;
  requireSameRequest(lastChange, change.requestHash, 'another change of this webhook');
  return true;
};

const patched = (webhook: Webhook, { url, events, status, rotateSecret }: WebhookPatch, now: Date): Webhook => {
  const rotated = rotateSecret ? withNewSecret(webhook, now) : webhook;
  const switched =
    status === undefined ? rotated : status === 'enabled' ? enabled(rotated, now) : disabled(rotated, 'byAdmin', now);
  return { ...switched, url: url ?? webhook.url, events: events ?? webhook.events, updatedAt: now.toISOString() };
};

/** Deletes an endpoint: from then on nothing is sent to it. @throws DomainError NOT_FOUND */
export const removeWebhook = async (id: string): Promise<{ id: string }> => {
  await changeAll((existing) => {
    const webhook = found(existing, id);
    return existing.filter((each) => each !== webhook);
  });
  return { id };
};
