import { randomBytes } from 'node:crypto';
import type { WebhookEventType } from '@ecommerce/shared/events/webhookEvents.ts';

/** The most endpoints of a shop: each event is compared with all of them. */
export const MAX_WEBHOOKS = 20;

/** How long a secret stays valid after it was replaced, in milliseconds. */
const ROTATION_MS = 24 * 3600 * 1000;

/** Why an endpoint was disabled: by an admin, by its answer 410, or because an event stayed undelivered for days. */
export const DISABLED_REASONS = ['byAdmin', 'gone', 'undelivered'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** An endpoint of another system, to which events are sent. */
export type Webhook = {
  id: string;
  url: string;
  events: WebhookEventType[];
  /** `whsec_` and the key in Base64. */
  secret: string;
  /** The secret before, which signs too until then (ISO 8601). */
  previousSecret?: { secret: string; until: string };
  /** When it was enabled for the last time (ISO 8601). */
  enabledAt: string;
  /** `mailed` tells that the email about it was requested. */
  disabled?: { at: string; reason: DisabledReason; mailed: boolean };
  createdAt: string;
  updatedAt: string;
  /** The hash of the request that created it. */
  requestHash: string;
  /** The hashes of the last change that had an idempotency key. */
  lastChange?: { keyHash: string; requestHash: string };
};

/** Returns a new secret: 32 random bytes in the form of the Standard Webhooks specification. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Returns the secrets that sign at a time (epoch milliseconds), the current one first. */
export const secretsOf = ({ secret, previousSecret }: Webhook, now: number): string[] =>
  previousSecret && Date.parse(previousSecret.until) > now ? [secret, previousSecret.secret] : [secret];

/** Replaces the secret; the one before stays valid for a day. */
export const withNewSecret = (webhook: Webhook, now: Date): Webhook => ({
  ...webhook,
  secret: newSecret(),
  previousSecret: { secret: webhook.secret, until: new Date(now.getTime() + ROTATION_MS).toISOString() },
});

/** Enables an endpoint; one that is enabled stays as it is. */
export const enabled = ({ disabled, ...webhook }: Webhook, now: Date): Webhook =>
  disabled ? { ...webhook, enabledAt: now.toISOString() } : webhook;

/** Disables an endpoint; one that is disabled stays as it is. */
export const disabled = (webhook: Webhook, reason: DisabledReason, now: Date): Webhook =>
  webhook.disabled
    ? webhook
    : { ...webhook, disabled: { at: now.toISOString(), reason, mailed: reason === 'byAdmin' } };

/** An endpoint as admins see it: without its secrets. */
export const webhookView = ({ id, url, events, previousSecret, disabled, createdAt, updatedAt }: Webhook) => ({
  id,
  url,
  events,
  status: disabled ? ('disabled' as const) : ('enabled' as const),
  ...(disabled ? { disabledAt: disabled.at, disabledReason: disabled.reason } : {}),
  ...(previousSecret ? { previousSecretUntil: previousSecret.until } : {}),
  createdAt,
  updatedAt,
});
