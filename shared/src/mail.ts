import { setTimeout as wait } from 'node:timers/promises';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import * as z from 'zod';
import { backOff } from './backOff.ts';
import { readEnvironment } from './config.ts';
import { correlationId } from './correlation.ts';
import { isNamed } from './errors.ts';
import { log } from './log.ts';

const { MAIL_FROM } = readEnvironment({ MAIL_FROM: z.string().min(3) });
const ses = new SESClient({});

/** An email to one person, as plain text and optionally as HTML with the same content. */
export type Mail = { to: string; subject: string; text: string; html?: string };

/** The email can never be sent: no further attempt helps. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Another call has claimed this email: check again later. */
export class MailBeingSent extends Error {
  override readonly name = 'MailBeingSent';
}

/**
 * The errors by which SES refuses the receiver or the content for good. All others pass, or an operator removes their cause: `Throttling`
 * (too many mails a second or a day), a paused account or configuration set, an unverified MAIL FROM domain, a missing permission.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html#API_SendEmail_Errors
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 */
const REFUSALS = ['MessageRejected', 'InvalidParameterValue', 'ValidationError'];

/** How long SES may take to accept an email, in milliseconds. */
const SENDING_MS = 8_000;

/**
 * Sends one email through SES from `MAIL_FROM`, with the correlation id as a message tag.
 *
 * @throws MailRefused if SES will never accept this email
 * @throws the SDK's exception if SES does not accept it now
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 */
export const sendMail = async ({ to, subject, text, html }: Mail): Promise<void> => {
  const command = new SendEmailCommand({
    Source: MAIL_FROM,
    Destination: { ToAddresses: [to] },
    Message: {
      Subject: { Data: subject, Charset: 'UTF-8' },
      Body: {
        Text: { Data: text, Charset: 'UTF-8' },
        ...(html === undefined ? {} : { Html: { Data: html, Charset: 'UTF-8' } }),
      },
    },
    Tags: [{ Name: 'correlationId', Value: correlationId().replaceAll(/[^\w-]/g, '_') }],
  });
  try {
    await ses.send(command, { abortSignal: AbortSignal.timeout(SENDING_MS) });
  } catch (error) {
    if (!isNamed(error, ...REFUSALS)) throw error;
    // SES's message contains the recipient's address, which must not be logged
    const { name, message } = error as Error;
    throw new MailRefused(`${name}: ${message.replaceAll(/\S+@\S+/g, '[address]')}`);
  }
};

/** An email that this call has claimed, so that no other call sends it. */
export type ClaimedMail = {
  write: () => Mail | Promise<Mail>;
  /** Releases the claim, so that the next attempt need not wait until it expires. */
  release: () => Promise<unknown>;
  /** Records that the email was sent. */
  record: () => Promise<unknown>;
};

/**
 * Sends a claimed email and records that it was sent. If it cannot be sent, the claim is released. Recording is retried until the
 * deadline. An email that was sent but could not be recorded counts as sent, since it must not be sent twice.
 *
 * @param deadline in epoch milliseconds
 * @throws the errors of `sendMail`
 */
export const sendClaimedMail = async ({ write, release, record }: ClaimedMail, deadline: number): Promise<void> => {
  try {
    await sendMail(await write());
  } catch (error) {
    await release().catch((reason) => log.warn('claim kept until it expires', { error: reason }));
    throw error;
  }
  await recordUntil(record, deadline);
};

const RECORDING_WAITS_MS = { first: 50, longest: 1_000 };

const recordUntil = async (record: () => Promise<unknown>, deadline: number): Promise<void> => {
  const late = new AbortController();
  const tooLate = wait(Math.max(deadline - Date.now(), 0), undefined, { signal: late.signal }).then(() => {
    throw new Error('The deadline has passed');
  });
  tooLate.catch(() => undefined);
  try {
    for (let retry = 1; ; retry += 1) {
      const pause = backOff(retry, RECORDING_WAITS_MS);
      try {
        await Promise.race([record(), tooLate]);
        return;
      } catch (error) {
        if (Date.now() + pause >= deadline) return log.error('email sent but not recorded', { error });
      }
      await wait(pause);
    }
  } finally {
    late.abort();
  }
};
