import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** A response with its complete body. */
export type WholeAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * Forwards a request to `target` with additional headers, and the response back, both as they come. A target that does not respond is
 * a 502.
 *
 * @param target e.g. `http://127.0.0.1:4566`
 * @param path of the request there, with its query; by default the request's own
 */
export const forward = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  headers: Record<string, string> = {},
  path = incoming.url,
): void => {
  const onward = request(
    target,
    { path, method: incoming.method, headers: { ...incoming.headers, ...headers } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', () =>
    outgoing.headersSent ? outgoing.destroy() : refuse(outgoing, 502, 'The service does not respond.'),
  );
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
};

/** Sends an error in the format of the services' own. */
export const refuse = (outgoing: ServerResponse, status: number, error: string, code = 'UNAVAILABLE'): void => {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error, code }));
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
