import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  SESClient,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendRawEmailCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Mailbox, startMailbox } from '../../src/aws/mailbox.ts';
import { type CrashingProcess, startProcess } from '../crashingProcess.ts';
import { platform } from './storage/storageClients.ts';

type StoredMail = {
  messageId: string;
  from: string;
  destination: { to: string[] };
  subject: string;
  body: { text?: string; html?: string };
  at: number;
};

let mailbox: Mailbox;
let ses: SESClient;
const doomed: CrashingProcess[] = [];

const startDoomed = async (directory: string): Promise<CrashingProcess> => {
  const started = await startProcess(new URL('mailboxProgram.ts', import.meta.url), directory);
  doomed.push(started);
  return started;
};
const clientOf = (endpoint: string) =>
  new SESClient({ endpoint, region: platform.region, credentials: platform.credentials, maxAttempts: 1 });
const mailTo = (...ToAddresses: string[]): SendEmailCommandInput => ({
  Source: 'Gucci Shop <shop@example.com>',
  Destination: { ToAddresses },
  Message: {
    Subject: { Data: 'gucci now shipping' },
    Body: { Text: { Data: 'On its way' }, Html: { Data: '<p>On its way</p>' } },
  },
});
const mails = async (url = mailbox.url): Promise<StoredMail[]> =>
  ((await (await fetch(`${url}/store`)).json()) as { emails: StoredMail[] }).emails;

beforeEach(async () => {
  mailbox = await startMailbox({ port: 0 });
  ses = clientOf(mailbox.url);
});

afterEach(async () => {
  ses.destroy();
  await mailbox.close();
  await Promise.all(doomed.splice(0).map(({ kill }) => kill()));
});

describe('the mailbox', () => {
  test('shows what SES was asked to send', async () => {
    const { MessageId } = await ses.send(new SendEmailCommand(mailTo('Jane Doe <jane@example.com>')));
    expect(await mails()).toEqual([
      expect.objectContaining({
        messageId: MessageId,
        from: 'Gucci Shop <shop@example.com>',
        destination: { to: ['Jane Doe <jane@example.com>'], cc: [], bcc: [] },
        subject: 'gucci now shipping',
        body: { text: 'On its way', html: '<p>On its way</p>' },
      }),
    ]);
  });

  test('keeps every recipient of an email', async () => {
    const to = ['a@example.com', 'b@example.com'];
    const Destination = {
      ToAddresses: to,
      CcAddresses: ['c@example.com', 'd@example.com'],
      BccAddresses: ['e@example.com'],
    };
    await ses.send(
      new SendEmailCommand({ ...mailTo(), Destination, ReplyToAddresses: ['help@example.com', 'desk@example.com'] }),
    );

    expect(await mails()).toEqual([
      expect.objectContaining({
        destination: { to, cc: Destination.CcAddresses, bcc: Destination.BccAddresses },
        replyTo: ['help@example.com', 'desk@example.com'],
      }),
    ]);
  });

  test('rejects an operation that it lacks, an email without a subject, and a request without a signature', async () => {
    const noSubject = {
      ...mailTo('jane@example.com'),
      Message: { Subject: undefined, Body: { Text: { Data: 'Hello' } } },
    };

    await expect(ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'a@example.com' }))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'Could not find operation VerifyEmailIdentity for version 2010-12-01',
    });
    await expect(ses.send(new SendEmailCommand(noSubject))).rejects.toMatchObject({ name: 'ValidationError' });
    expect((await fetch(mailbox.url, { method: 'POST', body: 'Action=SendEmail' })).status).toBe(403);
    expect(await mails()).toEqual([]);
  });

  test('shows a delivered mail in the same shape', async () => {
    await ses.send(new SendEmailCommand(mailTo('jane@example.com')));
    mailbox.deliver({
      from: 'no-reply@example.com',
      to: 'jane@example.com',
      subject: 'Code',
      text: '123456',
      html: '<b>123456</b>',
    });
    const [sent, delivered] = await mails();
    expect(delivered).toMatchObject({
      from: 'no-reply@example.com',
      destination: { to: ['jane@example.com'] },
      subject: 'Code',
      body: { text: '123456', html: '<b>123456</b>' },
    });
    expect(Object.keys(sent ?? {})).toEqual(expect.arrayContaining(Object.keys(delivered ?? {})));
    expect(Math.abs((delivered?.at ?? 0) * 1000 - Date.now())).toBeLessThan(60_000);
  });

  test('has its page at /, with all that it loads', async () => {
    const page = await fetch(mailbox.url);
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);

    const loaded = [...text.matchAll(/(?:src|href)="(\/page[^"]+)"/g)].map(([, path]) => path);
    expect(loaded).toEqual(['/page.css', '/page.js']);
    for (const path of loaded) expect((await fetch(mailbox.url + path)).status).toBe(200);
  });

  test('lets no script of an email run, and nothing be loaded from outside', async () => {
    const page = await fetch(mailbox.url);

    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(page.headers.get('content-security-policy')).toContain(' img-src data: http://127.0.0.1:*;');
    expect(await page.text()).toMatch(
      /<iframe [^>]*sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"/,
    );
  });

  test('lists the newest emails for its page without their bodies, and hands out each one', async () => {
    const deliver = (subject: string) =>
      mailbox.deliver({ from: 'a@example.com', to: 'b@example.com', subject, text: 't', html: '<p>h</p>' });
    for (let index = 1; index <= 101; index += 1) deliver(`mail ${index}`);

    const list = (await (await fetch(`${mailbox.url}/mails`)).json()) as { total: number; mails: StoredMail[] };
    const newest = (await (await fetch(`${mailbox.url}/mails/${list.mails[0]?.messageId}`)).json()) as StoredMail;

    expect([list.total, list.mails.length]).toEqual([101, 100]);
    expect(list.mails[0]).toEqual(expect.objectContaining({ subject: 'mail 101', to: ['b@example.com'] }));
    expect(JSON.stringify(list)).not.toContain('<p>');
    expect(newest).toMatchObject({ subject: 'mail 101', body: { text: 't', html: '<p>h</p>' } });
    expect((await fetch(`${mailbox.url}/mails/none`)).status).toBe(404);
  });

  test('finds emails by all words of a search, in receivers, subject and text', async () => {
    const deliver = (to: string, subject: string, text: string) =>
      mailbox.deliver({ from: 'shop@example.com', to, subject, text, html: '<p>h</p>' });
    deliver('ann@example.com', 'Your order', 'It is on its way.');
    deliver('ben@example.com', 'Ihre Bestellung', 'Größe 42, <b>50 %</b>');
    const found = async (parameters: Record<string, string>) => {
      const response = await fetch(`${mailbox.url}/mails?${new URLSearchParams(parameters)}`);
      const list = (await response.json()) as { total: number; found: number; mails: { subject: string }[] };
      return { ...list, mails: list.mails.map(({ subject }) => subject) };
    };

    expect(await found({ q: 'ann@EXAMPLE.com' })).toEqual({ total: 2, found: 1, mails: ['Your order'] });
    expect((await found({ q: 'bestellung größe' })).mails).toEqual(['Ihre Bestellung']);
    expect((await found({ q: '<b>50 %' })).mails).toEqual(['Ihre Bestellung']);
    expect((await found({ q: 'order 42' })).mails).toEqual([]);
    expect((await found({ q: ' ' })).mails).toEqual(['Ihre Bestellung', 'Your order']);
    expect(await found({ limit: '0' })).toEqual({ total: 2, found: 2, mails: [] });
    for (const limit of ['1', '-1', 'x']) expect((await found({ limit })).mails).toHaveLength(limit === '1' ? 1 : 0);
  });

  test.each(['//', '/mails/%zz', '/mails/%', 'http://[/'])('is not ended by a request for %s', async (path) => {
    await ses.send(new SendEmailCommand(mailTo('jane@example.com')));
    const { port } = new URL(mailbox.url);
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    request({ host: '127.0.0.1', port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();

    expect(await promise).toBeLessThan(500);
    expect(await mails()).toHaveLength(1);
  });

  test('hands out the emails to one address', async () => {
    for (const to of ['b@example.com', 'c@example.com', 'b@example.com'])
      mailbox.deliver({ from: 'a@example.com', to, subject: to, text: 't' });

    const { emails } = (await (await fetch(`${mailbox.url}/store?to=b%40example.com`)).json()) as {
      emails: StoredMail[];
    };

    expect(emails.map(({ subject }) => subject)).toEqual(['b@example.com', 'b@example.com']);
  });

  test.each([
    ['jane', "Missing final '@domain'"],
    ['jane@', "Missing final '@domain'"],
    ['jane doe@example.com', 'Illegal address'],
    ['Jane <jane@exa mple.com>', 'Illegal address'],
    ['größe@example.com', 'Illegal address'],
  ])('rejects the recipient %j as SES does', async (recipient, message) => {
    const sending = ses.send(new SendEmailCommand(mailTo('good@example.com', recipient)));
    await expect(sending).rejects.toMatchObject({ name: 'InvalidParameterValue', message });
    expect(await mails()).toEqual([]);
  });

  test('rejects an email to nobody and a sender that is no address', async () => {
    await expect(ses.send(new SendEmailCommand(mailTo()))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const fromNobody = { ...mailTo('jane@example.com'), Source: 'shop' };
    await expect(ses.send(new SendEmailCommand(fromNobody))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('takes a raw mail with its recipients inside', async () => {
    const Data = Buffer.from('From: shop@example.com\r\nTo: jane@example.com\r\nSubject: raw\r\n\r\nHello');
    await ses.send(new SendRawEmailCommand({ RawMessage: { Data } }));
    expect(await mails()).toMatchObject([{ subject: 'raw', destination: { to: ['jane@example.com'] } }]);
  });

  test('is the only one of its process, and starts empty after another one was closed', async () => {
    mailbox.deliver({ from: 'a@example.com', to: 'b@example.com', subject: 's', text: 't' });
    await expect(startMailbox({ port: 0 })).rejects.toThrow('one mailbox');
    await mailbox.close();
    mailbox = await startMailbox({ port: 0 });
    expect(await mails()).toEqual([]);
  });
});

test('a port in use is an error, after which another port can be tried', async () => {
  await mailbox.close();
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const address = blocker.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startMailbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  blocker.close();
  mailbox = await startMailbox({ port: 0 });
  expect(await mails()).toEqual([]);
});

test('after a kill -9 every accepted mail is there; after the mailbox was emptied none', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const first = await startDoomed(directory);
  const sender = clientOf(first.url);
  await sender.send(new SendEmailCommand(mailTo('jane@example.com')));
  await first.kill();
  const second = await startDoomed(directory);
  const subjects = (await mails(second.url)).map(({ subject }) => subject);
  await fetch(`${second.url}/clear-store`, { method: 'POST' });
  await second.kill();
  const third = await startDoomed(directory);
  const left = await mails(third.url);
  sender.destroy();
  await rm(directory, { recursive: true });

  expect(subjects).toEqual(['delivered', 'gucci now shipping', 'delivered']);
  expect(left).toHaveLength(1);
});
