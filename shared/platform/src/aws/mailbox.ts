import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import sesLocal from 'aws-ses-v2-local';
import mailStore, { type Email } from 'aws-ses-v2-local/dist/store.js';
import { listenOnLoopback } from '../http/loopbackServer.ts';
import { openDatabase } from '../state/database.ts';
import { pageAnswer } from './mailboxPage.ts';
import { membersOf, refusalOf } from './sesRequests.ts';
import { type Refusal, toErrorElement } from './storage/refusal.ts';

export type MailboxOptions = {
  /** 0 for any free port. */
  port: number;
  /** Directory of the emails; if absent, they are kept in memory. */
  directory?: string;
};

/** An email from a part of the platform other than SES. */
type Mail = {
  from: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
};

export type Mailbox = {
  /**
   * Endpoint of SES; in a browser, the page of the mailbox; `{url}/store` returns all emails as JSON, `{url}/store?to={address}` those to
   * one address.
   */
  url: string;
  close(): Promise<void>;
  /** Puts an email directly into the mailbox, like SES. */
  deliver(mail: Mail): void;
};

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

const NOT_SIGNED: Refusal = {
  status: 403,
  code: 'MissingAuthenticationToken',
  message: 'Request is missing Authentication Token',
};

// aws-ses-v2-local keeps its emails in an array of the module, so a process has one mailbox at a time.
let isOpen = false;
const { saveEmail, clearStore, getStoreReadonly } = mailStore;

/** Loads the emails in `directory`, and stores every further one before its sender gets the response. */
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

/** Returns the library's application without its server, which does not report a port in use. */
const sesApplication = async (): Promise<RequestListener> => {
  const server = await sesLocal.default({ host: '127.0.0.1', port: 0 });
  const [application] = server.listeners('request');
  server.close();
  return (request, response) => application?.(request, response);
};

/** Sends a response of SES in the Query protocol. */
const xmlAnswer = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(body);
};

const refuse = (response: ServerResponse, refusal: Refusal): void =>
  xmlAnswer(
    response,
    refusal.status,
    `<ErrorResponse xmlns="${NAMESPACE}">${toErrorElement(refusal)}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );

/** Stores an email. The library's own SendEmail uses only the first recipient of each kind. */
const saveMail = (response: ServerResponse, form: URLSearchParams): void => {
  const html = form.get('Message.Body.Html.Data');
  const mail = toStoredMail({
    from: form.get('Source') ?? '',
    to: membersOf(form, 'Destination.ToAddresses'),
    cc: membersOf(form, 'Destination.CcAddresses'),
    bcc: membersOf(form, 'Destination.BccAddresses'),
    replyTo: membersOf(form, 'ReplyToAddresses'),
    subject: form.get('Message.Subject.Data') ?? '',
    text: form.get('Message.Body.Text.Data') ?? '',
    ...(html === null ? {} : { html }),
  });
  mailStore.saveEmail(mail);
  xmlAnswer(
    response,
    200,
    `<SendEmailResponse xmlns="${NAMESPACE}"><SendEmailResult><MessageId>${mail.messageId}</MessageId></SendEmailResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></SendEmailResponse>`,
  );
};

/** Handles requests for the page of the mailbox and SendEmail, checks SendRawEmail, and leaves the rest to the library. */
const listenerOf = (application: RequestListener): RequestListener => {
  const send = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    const refusal = request.headers.authorization === undefined ? NOT_SIGNED : refusalOf(form);
    if (refusal !== undefined) return refuse(response, refusal);
    if (form.get('Action') === 'SendEmail') return saveMail(response, form);
    return application(Object.assign(request, { body: Object.fromEntries(form) }), response);
  };
  return (request, response) => {
    const page = request.method === 'GET' ? pageAnswer(request.url ?? '/', getStoreReadonly().emails) : undefined;
    if (page) return void response.writeHead(page.status, page.headers).end(page.body);
    if (request.method !== 'POST' || request.url !== '/') return application(request, response);
    return void send(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  };
};

type StoredMail = Omit<Mail, 'to'> & { to: string[]; cc?: string[]; bcc?: string[]; replyTo?: string[] };

const toStoredMail = ({ from, to, cc = [], bcc = [], replyTo = [], subject, text, html }: StoredMail): Email => ({
  messageId: `ses-${randomUUID()}`,
  from,
  replyTo,
  destination: { to, cc, bcc },
  subject,
  body: { text, ...(html !== undefined && { html }) },
  attachments: [],
  at: Math.floor(Date.now() / 1000),
});

/**
 * Starts SES on 127.0.0.1 with a page that shows the emails. Emails survive a kill at any moment; templates do not.
 * @throws when the port is in use, or when this process has a mailbox already.
 */
export const startMailbox = async ({ port, directory }: MailboxOptions): Promise<Mailbox> => {
  if (isOpen) throw new Error('A process can have only one mailbox.');
  const server = createServer(listenerOf(await sesApplication()));
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
    deliver: (mail) => mailStore.saveEmail(toStoredMail({ ...mail, to: [mail.to] })),
  };
};
