import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** A response with its complete body. */
export type WholeAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * Forwards a request to `target` with additional headers, and the response back.
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

/** Forwards a request whose body was read already, and returns the response. */
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
