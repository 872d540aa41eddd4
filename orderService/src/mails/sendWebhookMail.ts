import { readEnvironment } from '@ecommerce/shared/config.ts';
import { textsIn } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { sendMail } from '@ecommerce/shared/mail.ts';
import { isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import * as z from 'zod';
import type { WebhookMailRequest } from '../notification/mailRequest.ts';
import { readWebhooks } from '../webhooks/webhookStore.ts';

const { WEBHOOK_EMAIL, STAFF_LANGUAGE } = readEnvironment({ WEBHOOK_EMAIL: z.string(), STAFF_LANGUAGE: z.string() });

/**
 * Sends the email to staff about a webhook that was disabled. Nothing is sent if it is enabled again or deleted: the email would no longer be
 * true. A call that dies after it was sent sends it again.
 */
export const sendWebhookMail = async ({ webhookId }: WebhookMailRequest): Promise<void> => {
  const about = { webhookId, kind: 'webhookDisabled' };
  const webhook = (await readWebhooks()).webhooks.find(({ id }) => id === webhookId);
  if (WEBHOOK_EMAIL === '' || !webhook?.disabled)
    return log.info('email not sent: not wanted, or not true any more', about);
  const { at, reason } = webhook.disabled;
  const texts = textsIn(STAFF_LANGUAGE);
  const host = isolated(singleLine(new URL(webhook.url).host));
  const wording = texts.webhooks.disabled({ host, at: texts.time(at), isGone: reason === 'gone' });
  await sendMail({ to: WEBHOOK_EMAIL, ...renderMail({ ...wording, texts, shopName }) });
  log.info('email sent', about);
};
