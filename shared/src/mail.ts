import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { readEnvironment } from './config.ts';
import { correlationId } from './correlation.ts';

const { MAIL_FROM } = readEnvironment({ MAIL_FROM: z.string().min(3) });
const ses = new SESv2Client({});

/** A mail to one person: plain text, and the same as HTML for who reads that. */
export type Mail = { to: string; subject: string; text: string; html?: string };

/**
 * Sends one mail through SES from `MAIL_FROM`. The correlation id goes with it as a message tag.
 *
 * @throws the SDK's exception when SES does not take it
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sendMail = async ({ to, subject, text, html }: Mail): Promise<void> => {
  await ses.send(
    new SendEmailCommand({
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
    }),
  );
};
