import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '@ecommerce/platform/loopback-server';
import { forward, forwardWhole, wholeBody } from '../forward.ts';
import { rootCredentials } from './emulator.ts';
import { readMails } from './mails.ts';
import { actionsWithTriggers, createTriggers } from './userPoolTriggers.ts';

/**
 * A proxy in front of the emulator. It forwards everything unchanged, except as described here, and adds a header that claims TLS, which
 * AWS uses and bucket policies require.
 */
export type Front = {
  /** The address for all AWS services. Calls a user pool's triggers, which the emulator does not. */
  url: string;
  /** Lists the sent emails in the format of the local platform's mailbox (`/store`). */
  mailbox: string;
  /** Gives HTTP APIs and distributions an origin each on this machine; the emulator uses host names that do not resolve. */
  addHosts(urls: Record<string, string>): Promise<Record<string, string>>;
  /** Sets the emulator's address. */
  connect(emulatorUrl: string): void;
  close(): Promise<void>;
};

const OVER_TLS = { 'x-forwarded-proto': 'https' };

export const startFront = async (region: string): Promise<Front> => {
  let emulator = '';
  const servers: Server[] = [];
  const serve = async (handle: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown): Promise<string> => {
    const server = createServer((incoming, outgoing) => {
      Promise.resolve(handle(incoming, outgoing)).catch((error) => {
        if (!outgoing.headersSent) outgoing.writeHead(502);
        outgoing.end(String(error));
      });
    });
    servers.push(server);
    return listenOnLoopback(server, 0, 'any page');
  };
  let triggers: ReturnType<typeof createTriggers> | undefined;
  const aws = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const action =
      /^AWSCognitoIdentityProviderService\.(\w+)$/.exec(String(incoming.headers['x-amz-target']))?.[1] ?? '';
    if (!triggers || !actionsWithTriggers.has(action)) return forward(incoming, outgoing, emulator, OVER_TLS);
    const body = await wholeBody(incoming);
    const refuse = (message: string) => {
      const refusal = { __type: 'UserLambdaValidationException', message };
      return outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(refusal));
    };
    const refused = await triggers.before(action, json(body));
    if (refused !== undefined) return refuse(refused);
    const answer = await forwardWhole(incoming, body, emulator, OVER_TLS);
    const failure = answer.status === 200 ? await triggers.after(action, json(body)) : undefined;
    return failure === undefined ? outgoing.writeHead(answer.status, answer.headers).end(answer.body) : refuse(failure);
  };
  return {
    url: await serve(aws),
    mailbox: await serve(async ({ url = '' }, outgoing) => {
      const to = new URLSearchParams(url.split('?')[1]).get('to');
      const emails = (await readMails(emulator)).filter(
        ({ destination }) => to === null || destination.to.includes(to),
      );
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ emails }));
    }),
    addHosts: async (urls) => {
      const origins = Object.entries(urls).map(async ([name, url]) => {
        const { host } = new URL(url);
        const origin = serve((incoming, outgoing) => forward(incoming, outgoing, emulator, { ...OVER_TLS, host }));
        return [name, await origin] as const;
      });
      return Object.fromEntries(await Promise.all(origins));
    },
    connect(emulatorUrl) {
      emulator = emulatorUrl;
      triggers = createTriggers({ endpoint: emulatorUrl, region, credentials: rootCredentials });
    },
    async close() {
      triggers?.close();
      await Promise.all(servers.map(closeServer));
    },
  };
};

const json = (body: Buffer): unknown => JSON.parse(body.toString() || '{}');
