import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** An answer, read whole. */
export type WholeAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * Sends a request on to `target` as it is, but for the headers given, and its answer back.
 *
 * @param target e.g. `http://127.0.0.1:4566`
 */
export const forward = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  headers: Record<string, string> = {},
): void => {
  const onward = request(
    target,
    { path: incoming.url, method: incoming.method, headers: { ...incoming.headers, ...headers } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
};

/** The same where the body was read already; answers the answer instead of passing it back. */
export const forwardWhole = async (
  incoming: IncomingMessage,
  body: Buffer,
  target: string,
  more: Record<string, string>,
): Promise<WholeAnswer> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, url, headers } = incoming;
  request(target, { path: url, method, headers: { ...headers, ...more } }, resolve)
    .on('error', reject)
    .end(body);
  const answer = await promise;
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await wholeBody(answer) };
};

export const wholeBody = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());
