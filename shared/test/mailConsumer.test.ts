import { readFileSync } from 'node:fs';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parse } from 'yaml';
import * as z from 'zod';
import { batchOf, failures, mailMessage, timeLeft } from './mailMessages.ts';
import { awsError } from './sdkCalls.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  MAIL_FROM: 'shop@example.com',
  MAIL_RETRY_SECONDS: '30',
  NOTIFICATION_QUEUE_URL: 'https://sqs.example/NotificationQueue',
  NOTIFICATION_DEAD_LETTER_QUEUE_URL: 'https://sqs.example/NotificationDeadLetterQueue',
});
const { log } = await import('../src/log.ts');
const { sendClaimedMail, sendMail } = await import('../src/mail.ts');
const { MAIL_DELAYED, mailConsumer, waitAfter } = await import('../src/mailConsumer.ts');
const { requestMail } = await import('../src/mailQueue.ts');

const sqs = mockClient(SQSClient);
const ses = mockClient(SESClient);
const record = jest.fn(async () => {});
const release = jest.fn(async () => {});
const handler = mailConsumer(z.strictObject({ to: z.string() }), ({ to }, deadline) =>
  sendClaimedMail({ write: () => ({ to, subject: 'Hello', text: 'Hello' }), release, record }, deadline),
);
const ann = { to: 'ann@example.com' };
const mails = () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
const waits = () => sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input.VisibilityTimeout);
const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  for (const client of [sqs, ses]) {
    client.reset();
    client.resolves({});
  }
  record.mockReset().mockResolvedValue();
  release.mockReset().mockResolvedValue();
});

afterEach(() => {
  jest.restoreAllMocks();
});

const logged = (level: 'error' | 'warn' | 'info') => jest.spyOn(log, level).mockImplementation(() => undefined);

/** Delivers a message again and again, each time when it is visible again, until it is done; on a clock that only the waits move. */
const deliverUntilDone = async (most: number): Promise<{ receives: number; seconds: number }> => {
  const sentAt = Date.now();
  let seconds = 0;
  for (let receives = 1; receives <= most; receives += 1) {
    jest.spyOn(Date, 'now').mockReturnValue(sentAt + seconds * 1000);
    const { batchItemFailures } = await handler(batchOf(mailMessage(ann, { receives, sentAt })), {
      getRemainingTimeInMillis: () => 15_000,
    } as never);
    if (batchItemFailures.length === 0) return { receives, seconds };
    seconds += waits().at(-1) ?? 0;
  }
  throw new Error('The message would be a dead letter');
};

test('a requested email is sent once and recorded, with the correlation id of its request', async () => {
  await expect(handler(batchOf(mailMessage(ann)), timeLeft())).resolves.toEqual(failures());

  expect(mails()).toEqual([expect.objectContaining({ Tags: [{ Name: 'correlationId', Value: 'request-1' }] })]);
  expect(record).toHaveBeenCalledTimes(1);
  expect(sqs.calls()).toEqual([]);
});

test('a request may contain any text: it is sent as ASCII, and read back unchanged', async () => {
  const text = 'Party mug 🎉 𠮷 \uffff \ud800 کتاب‌خانه \u0007';

  await requestMail({ text });

  const body = sent()[0]?.MessageBody ?? '';
  expect(body).toMatch(/^[ -~]+$/);
  expect(JSON.parse(body)).toEqual({ text });
});

describe('an outage of SES', () => {
  test.each([
    ['an hour', 3600],
    ['a day', 86_400],
    ['two days and a half', 216_000],
  ])('for %s loses no email: it is sent within ten minutes of the end', async (_, outage) => {
    logged('warn');
    logged('error');
    const start = Date.now();
    ses.on(SendEmailCommand).callsFake(() => {
      if (Date.now() < start + outage * 1000) throw awsError('ServiceUnavailable');
      return {};
    });
    const template = parse(readFileSync('shared/serverless/mailer.yml', 'utf8'), { logLevel: 'silent' });
    const most = template.resources.Resources.NotificationQueue.Properties.RedrivePolicy.maxReceiveCount;

    const { seconds } = await deliverUntilDone(most);

    expect(seconds).toBeGreaterThanOrEqual(outage);
    expect(seconds).toBeLessThanOrEqual(outage + 600);
    expect(release).toHaveBeenCalledTimes(mails().length - 1);
    expect(record).toHaveBeenCalledTimes(1);
  });

  test.each(['Throttling', 'TimeoutError', 'AccountSendingPausedException', 'MailFromDomainNotVerifiedException'])(
    '(%s) leaves the message in the queue and releases the claim',
    async (name) => {
      logged('warn');
      ses.rejects(awsError(name));

      await expect(handler(batchOf(mailMessage(ann)), timeLeft())).resolves.toEqual(failures('message-1'));

      expect(release).toHaveBeenCalledTimes(1);
      expect(sent()).toEqual([]);
    },
  );

  test('triggers the alarm for an email after ten minutes, not before', async () => {
    logged('warn');
    const errors = logged('error');
    ses.rejects(awsError('ServiceUnavailable'));
    const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

    await handler(batchOf(mailMessage(ann, { sentAt: minutesAgo(9) })), timeLeft());
    expect(errors).not.toHaveBeenCalled();

    await handler(batchOf(mailMessage(ann, { sentAt: minutesAgo(11) })), timeLeft());
    expect(errors).toHaveBeenCalledWith(MAIL_DELAYED, expect.objectContaining({ messageId: 'message-1' }));
  });

  test('causes increasing waits, up to ten minutes, with jitter', () => {
    const waited = [1, 2, 3, 5, 6, 100].map((receives) => waitAfter(receives));

    for (const [index, most] of [30, 60, 120, 480, 600, 600].entries()) {
      expect(waited[index]).toBeLessThanOrEqual(most);
      expect(waited[index]).toBeGreaterThanOrEqual(most * 0.75);
    }
    expect(new Set(Array.from({ length: 50 }, () => waitAfter(100))).size).toBeGreaterThan(1);
  });

  test('leaves the message to its visibility timeout if SQS cannot postpone it', async () => {
    logged('warn');
    ses.rejects(awsError('ServiceUnavailable'));
    sqs.on(ChangeMessageVisibilityCommand).rejects(awsError('ServiceUnavailable'));

    await expect(handler(batchOf(mailMessage(ann)), timeLeft())).resolves.toEqual(failures('message-1'));
  });
});

describe('an email that can never be sent', () => {
  test.each([
    ['whose receiver SES refuses', ann, 'InvalidParameterValue'],
    ['that SES rejects', ann, 'MessageRejected'],
    ['whose request is not understood', { subject: 'Hello' }, undefined],
    ['whose request is no JSON', '{', undefined],
  ])('%s goes to the dead-letter queue at once, and is logged without an address', async (_, body, name) => {
    const errors = logged('error');
    if (name) ses.rejects(awsError(name, { message: 'Email address is not verified: ann@example.com' }));

    await expect(handler(batchOf(mailMessage(body)), timeLeft())).resolves.toEqual(failures());

    expect(sent()).toEqual([
      {
        QueueUrl: process.env.NOTIFICATION_DEAD_LETTER_QUEUE_URL,
        MessageBody: mailMessage(body).body,
        MessageAttributes: { correlationId: { DataType: 'String', StringValue: 'request-1' } },
      },
    ]);
    expect(waits()).toEqual([]);
    const [message, { error } = { error: undefined }] = errors.mock.calls[0] ?? [];
    expect(message).toBe('email rejected');
    expect(String(error)).not.toContain('ann@');
  });

  test('stays in the queue while the dead-letter queue does not accept it', async () => {
    logged('error');
    logged('warn');
    ses.rejects(awsError('MessageRejected'));
    sqs.on(SendMessageCommand).rejects(awsError('ServiceUnavailable'));

    await expect(handler(batchOf(mailMessage(ann)), timeLeft())).resolves.toEqual(failures('message-1'));
    expect(waits()).toHaveLength(1);
  });
});

describe('a sent email', () => {
  test('is recorded even if recording fails for a while, and is not sent twice', async () => {
    record.mockRejectedValueOnce(awsError('InternalServerError')).mockRejectedValueOnce(awsError('TimeoutError'));

    await expect(handler(batchOf(mailMessage(ann)), timeLeft())).resolves.toEqual(failures());

    expect(record).toHaveBeenCalledTimes(3);
    expect(release).not.toHaveBeenCalled();
    expect(mails()).toHaveLength(1);
  });

  test.each([
    ['is refused', () => Promise.reject(awsError('InternalServerError'))],
    ['is not answered', () => new Promise<never>(() => {})],
  ])('counts as sent if recording %s until the deadline, and ends by then', async (_, fail) => {
    const errors = logged('error');
    record.mockImplementation(fail);
    const deadline = Date.now() + 200;

    await sendClaimedMail(
      { write: () => ({ to: 'ann@example.com', subject: '', text: '' }), release, record },
      deadline,
    );

    expect(Date.now()).toBeLessThan(deadline + 1000);
    expect(mails()).toHaveLength(1);
    expect(release).not.toHaveBeenCalled();
    expect(errors).toHaveBeenCalledWith('email sent but not recorded', expect.anything());
  });
});

describe('a batch', () => {
  const ten = Array.from({ length: 10 }, (_, index) => mailMessage(ann, { messageId: `message-${index}` }));

  test('is sent one by one', async () => {
    let atOnce = 0;
    let most = 0;
    ses.on(SendEmailCommand).callsFake(async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise(setImmediate);
      atOnce -= 1;
      return {};
    });

    await expect(handler(batchOf(...ten), timeLeft())).resolves.toEqual(failures());

    expect(mails()).toHaveLength(10);
    expect(most).toBe(1);
  });

  test('postpones messages that it has no time for', async () => {
    await expect(handler(batchOf(...ten), timeLeft(9_000))).resolves.toEqual(
      failures(...ten.map(({ messageId }) => messageId)),
    );

    expect(mails()).toEqual([]);
    expect(waits()).toHaveLength(10);
  });

  test('with one poison message sends the others', async () => {
    logged('error');
    const poisoned = ten.with(4, mailMessage('poison', { messageId: 'message-4' }));

    await expect(handler(batchOf(...poisoned), timeLeft())).resolves.toEqual(failures());
    expect(mails()).toHaveLength(9);
    expect(sent()).toHaveLength(1);
  });
});

test('an email is given up after 8 seconds without a response of SES', async () => {
  const late = new AbortController();
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);

  await sendMail({ to: 'ann@example.com', subject: 'Hello', text: 'Hello' });

  expect(timeout).toHaveBeenCalledWith(8000);
  expect(ses.calls().map(({ args }) => args.at(1))).toEqual([{ abortSignal: late.signal }]);
});
