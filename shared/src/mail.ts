import { setTimeout as wait } from 'node:timers/promises';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { readEnvironment } from './config.ts';
import { correlationId } from './correlation.ts';
import { isNamed } from './errors.ts';
import { log } from './log.ts';

const { MAIL_FROM } = readEnvironment({ MAIL_FROM: z.string().min(3) });
const ses = new SESv2Client({});

/** A mail to one person: plain text, and the same as HTML for who reads that. */
export type Mail = { to: string; subject: string; text: string; html?: string };

/** A mail that can never be sent as it is, however often it is tried. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Another call holds the claim on this mail: it is to be looked at again later. */
export class MailBeingSent extends Error {
  override readonly name = 'MailBeingSent';
}

/** The longest that SES may take for a mail, in milliseconds. */
const SENDING_MS = 8_000;

/**
 * Sends one mail through SES from `MAIL_FROM`. The correlation id goes with it as a message tag.
 *
 * @throws MailRefused when SES will never take this mail
 * @throws the SDK's exception when SES does not take it now
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sendMail = async ({ to, subject, text, html }: Mail): Promise<void> => {
  const command = new SendEmailCommand({
    FromEmailAddress: MAIL_FROM,
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: { Data: subject, Charset: 'UTF-8' },
        Body: {
          Text: { Data: text, Charset: 'UTF-8' },
          ...(html === undefined ? {} : { Html: { Data: html, Charset: 'UTF-8' } }),
        },
      },
    },
    EmailTags: [{ Name: 'correlationId', Value: correlationId().replaceAll(/[^\w-]/g, '_') }],
  });
  try {
    await ses.send(command, { abortSignal: AbortSignal.timeout(SENDING_MS) });
  } catch (error) {
    if (!isNamed(error, 'MessageRejected', 'BadRequestException')) throw error;
    // SES names the receiver in its message, and logs hold no addresses
    const { name, message } = error as Error;
    throw new MailRefused(`${name}: ${message.replaceAll(/\S+@\S+/g, '[address]')}`);
  }
};

/** A mail that this call alone may send, and what becomes of the claim. */
export type ClaimedMail = {
  write: () => Mail;
  /** Gives the claim back, so that the next attempt need not wait until it expires. */
  release: () => Promise<unknown>;
  /** Records that the mail was sent. */
  record: () => Promise<unknown>;
};

/**
 * Sends a mail that was claimed, and records it. Whatever fails before the mail is out gives the claim back. A record that fails is tried
 * again until the deadline: should it still be missing, the mail counts as sent all the same, for it must not go out twice.
 *
 * @param deadline in epoch milliseconds
 * @throws what `sendMail` throws
 */
export const sendClaimedMail = async ({ write, release, record }: ClaimedMail, deadline: number): Promise<void> => {
  try {
    await sendMail(write());
  } catch (error) {
    await release().catch((reason) => log.warn('claim kept until it expires', { error: reason }));
    throw error;
  }
  await recordUntil(record, deadline);
};

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

const recordUntil = async (record: () => Promise<unknown>, deadline: number): Promise<void> => {
  const late = new AbortController();
  const tooLate = wait(Math.max(deadline - Date.now(), 0), undefined, { signal: late.signal }).then(() => {
    throw new Error('The deadline has passed');
  });
  tooLate.catch(() => undefined);
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await Promise.race([record(), tooLate]);
        return;
      } catch (error) {
        if (Date.now() + pause >= deadline) return log.error('mail sent but not recorded', { error });
      }
      await wait(pause);
    }
  } finally {
    late.abort();
  }
};
