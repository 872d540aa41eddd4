import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import sesLocal from 'aws-ses-v2-local';
import isAddress from 'aws-ses-v2-local/dist/isEmailValid.js';
import mailStore, { type Email } from 'aws-ses-v2-local/dist/store.js';
import { listenOnLoopback } from '../http/loopbackServer.ts';
import { openDatabase } from '../state/database.ts';
import { pageAnswer } from './mailboxPage.ts';

export type MailboxOptions = {
  /** 0 for any free one. */
  port: number;
  /** Where mails are kept; without it they live in memory and end with the process. */
  directory?: string;
};

/** A mail that comes from another part of the platform than SES. */
type Mail = {
  from: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
};

export type Mailbox = {
  /** Endpoint of SES v2; in a browser, the page of the mailbox; `{url}/store` has all mails as JSON, `{url}/store?to={address}` those to one address. */
  url: string;
  close(): Promise<void>;
  /** Puts a mail straight into the mailbox, as SES would have. */
  deliver(mail: Mail): void;
};

const sendPath = '/v2/email/outbound-emails';
const maxRecipients = 50;

// aws-ses-v2-local holds its mails in one array of the module, so a process has one mailbox at a time.
let isOpen = false;
const { saveEmail, clearStore, getStoreReadonly } = mailStore;

/** Reads back the mails kept in `directory` and keeps every further one before its sender gets the answer. */
const keepMails = (directory: string | undefined) => {
  const database = openDatabase(directory, 'mailbox.sqlite');
  database.exec('CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO mails (mail) VALUES (?)');
  const empty = database.prepare('DELETE FROM mails');
  clearStore();
  for (const { mail } of database.prepare('SELECT mail FROM mails ORDER BY id').all()) {
    getStoreReadonly().emails.push(JSON.parse(String(mail)));
  }
  // The library's handlers look these two up on the module at each call.
  Object.assign(mailStore, {
    saveEmail: (mail: Email) => {
      insert.run(JSON.stringify(mail));
      saveEmail(mail);
    },
    clearStore: () => {
      empty.run();
      clearStore();
    },
  });
  return database;
};

/** The library can only listen by itself, and says nothing when a port is in use: its application is all that is wanted. */
const sesApplication = async (): Promise<RequestListener> => {
  const server = await sesLocal.default({ host: '127.0.0.1', port: 0 });
  const [application] = server.listeners('request');
  server.close();
  return (request, response) => application?.(request, response);
};

/** An address may come with a name: `Jane Doe <jane@example.com>`. */
const addressIn = (recipient: string): string => /<([^<>]*)>\s*$/.exec(recipient)?.[1] ?? recipient.trim();

const addressFault = (recipient: unknown): string | undefined => {
  if (typeof recipient !== 'string' || !recipient.includes('@') || recipient.trim().endsWith('@')) {
    return "Missing final '@domain'";
  }
  const address = addressIn(recipient);
  if (!isAddress.default(address) || address.length > 320 || address.indexOf('@') > 64) return 'Illegal address';
  return undefined;
};

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Why SES would not take this SendEmail request because of its addresses; undefined when they are fine. */
const addressRefusal = (body: unknown): string | undefined => {
  const { Destination = {}, FromEmailAddress = '', ReplyToAddresses } = Object(body) as Record<string, unknown>;
  const { ToAddresses, CcAddresses, BccAddresses } = Object(Destination) as Record<string, unknown>;
  const recipients = [ToAddresses, CcAddresses, BccAddresses].flatMap(toList);
  const isRaw = 'Raw' in Object(Object(body).Content);
  if (recipients.length > maxRecipients) return `Recipient count exceeds ${maxRecipients}.`;
  if (recipients.length === 0 && !isRaw) return "Empty required header 'To'.";
  const senders = isRaw && FromEmailAddress === '' ? [] : [FromEmailAddress];
  return [...recipients, ...senders, ...toList(ReplyToAddresses)]
    .map(addressFault)
    .find((fault) => fault !== undefined);
};

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
const refuse = (response: ServerResponse, message: string): void => {
  response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' });
  response.end(JSON.stringify({ message }));
};

/** Answers for the page of the mailbox, checks the addresses of a SendEmail request, which the library leaves out, and hands all else through. */
const checked = (application: RequestListener): RequestListener => {
  const send = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await json(request).catch(() => undefined);
    const fault = body === undefined ? 'The request body is not valid JSON.' : addressRefusal(body);
    if (fault !== undefined) return refuse(response, fault);
    return application(Object.assign(request, { body }), response);
  };
  return (request, response) => {
    const page = request.method === 'GET' ? pageAnswer(request.url ?? '/', getStoreReadonly().emails) : undefined;
    if (page) return void response.writeHead(page.status, page.headers).end(page.body);
    if (request.method !== 'POST' || request.url !== sendPath) return application(request, response);
    return void send(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  };
};

const toStoredMail = ({ from, to, subject, text, html }: Mail): Email => ({
  messageId: `ses-${randomUUID()}`,
  from,
  replyTo: [],
  destination: { to: [to], cc: [], bcc: [] },
  subject,
  body: { text, ...(html !== undefined && { html }) },
  attachments: [],
  at: Math.floor(Date.now() / 1000),
});

/**
 * Starts SES v2 on 127.0.0.1 with a page that shows the mails. Mails survive a kill at any moment; templates do not.
 * @throws when the port is in use, or when this process has a mailbox already.
 */
export const startMailbox = async ({ port, directory }: MailboxOptions): Promise<Mailbox> => {
  if (isOpen) throw new Error('A process can have one mailbox only.');
  const server = createServer(checked(await sesApplication()));
  const database = keepMails(directory);
  const url = await listenOnLoopback(server, port).catch((error: unknown) => {
    database.close();
    throw error;
  });
  isOpen = true;
  return {
    url,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      database.close();
      isOpen = false;
    },
    deliver: (mail) => mailStore.saveEmail(toStoredMail(mail)),
  };
};
