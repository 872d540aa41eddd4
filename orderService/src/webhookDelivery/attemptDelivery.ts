import { backOff } from '@ecommerce/shared/backOff.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import * as z from 'zod';
import type { Webhook } from '../webhooks/webhook.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { type Outcome, recordAttempt } from './deliveryStore.ts';
import { disableWebhook } from './disableWebhook.ts';
import { isDelivered, isGone, type SendOptions, sendDelivery } from './sendDelivery.ts';

const { WEBHOOK_RETRY_SECONDS } = readEnvironment({ WEBHOOK_RETRY_SECONDS: z.coerce.number().min(1).max(900) });

/** The waits between the attempts of a delivery, in seconds: about twenty attempts in three days. */
const WAITS = { first: WEBHOOK_RETRY_SECONDS, longest: 6 * 3600 };

/** How long a delivery is attempted, in milliseconds. */
const GIVE_UP_MS = 3 * 24 * 3600 * 1000;

/** What has become of a delivery; `isDisabled` if its endpoint is disabled now. */
export type Result = { outcome: Outcome; isDisabled: boolean };

/**
 * Attempts a delivery once and records what happened. After three days without success it is given up, and its endpoint is disabled; an
 * endpoint that answers 410 is disabled at once.
 */
export const attemptDelivery = async (webhook: Webhook, delivery: Delivery, options: SendOptions): Promise<Result> => {
  const attempt = await sendDelivery(webhook, delivery, options);
  const outcome = outcomeOf(webhook, delivery, attempt);
  await recordAttempt(delivery, attempt, outcome);
  const isDisabled = outcome.status === 'failed' || isGone(attempt);
  if (outcome.status !== 'delivered') {
    log.warn('webhook not delivered', { webhookId: webhook.id, deliveryId: delivery.id, status: attempt.status });
  }
  if (isDisabled) await disableWebhook(webhook, isGone(attempt) ? 'gone' : 'undelivered');
  return { outcome, isDisabled };
};

const outcomeOf = (webhook: Webhook, { attempts, firstAttemptAt }: Delivery, attempt: Attempt): Outcome => {
  if (isDelivered(attempt)) return { status: 'delivered' };
  const giveUpAt = Date.parse(latest(firstAttemptAt ?? attempt.at, webhook.enabledAt)) + GIVE_UP_MS;
  if (Date.now() >= giveUpAt) return { status: 'failed' };
  const wait = backOff(attempts.length + 1, WAITS, 1 / 4) * 1000;
  return { status: 'pending', nextAttemptAt: new Date(Math.min(Date.now() + wait, giveUpAt)).toISOString() };
};

const latest = (one: string, other: string): string => (one > other ? one : other);
