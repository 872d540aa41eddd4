import { log } from '@ecommerce/shared/log.ts';
import { requestMail } from '@ecommerce/shared/mailQueue.ts';
import type { WebhookMailRequest } from '../notification/mailRequest.ts';
import { changeAll } from '../webhooks/changeWebhooks.ts';
import { type DisabledReason, disabled, type Webhook } from '../webhooks/webhook.ts';

/**
 * Disables an endpoint that does not work, and requests the email about it. One that an admin has changed since it was read stays as it is:
 * the admin may have repaired it.
 */
export const disableWebhook = async (webhook: Webhook, reason: DisabledReason): Promise<void> => {
  const { id, updatedAt } = webhook;
  const webhooks = await changeAll((existing) => {
    const current = existing.find((each) => each.id === id);
    if (!current || current.disabled || current.updatedAt !== updatedAt) return existing;
    log.error('webhook disabled', { webhookId: id, reason });
    return existing.map((each) => (each === current ? disabled(current, reason, new Date()) : each));
  });
  await requestPendingMails(webhooks);
};

/**
 * Requests the emails about endpoints that were disabled, and records that it has. If it is cut off in between, an email is sent twice
 * instead of not at all.
 */
export const requestPendingMails = async (webhooks: Webhook[]): Promise<void> => {
  for (const { id, disabled: pending } of webhooks) {
    if (!pending || pending.mailed || pending.reason === 'byAdmin') continue;
    await requestMail({ mail: 'webhookDisabled', webhookId: id } satisfies WebhookMailRequest);
    await changeAll((existing) => existing.map((each) => (each.id === id ? mailed(each, pending.at) : each)));
  }
};

const mailed = (webhook: Webhook, at: string): Webhook =>
  webhook.disabled?.at === at ? { ...webhook, disabled: { ...webhook.disabled, mailed: true } } : webhook;
