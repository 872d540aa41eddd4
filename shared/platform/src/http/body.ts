import type { IncomingMessage } from 'node:http';

/** API Gateway accepts bodies of up to 10 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Reads a request's body.
 * @returns `too large` as soon as that is known, with the rest unread; `gone` if the client disconnected
 */
export const readBody = (request: IncomingMessage): Promise<Buffer | 'too large' | 'gone'> | Buffer | 'too large' => {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] === undefined) return EMPTY;
  if (Number(length) > MAX_BODY_BYTES) return 'too large';
  const { promise, resolve } = Promise.withResolvers<Buffer | 'too large' | 'gone'>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      request.removeAllListeners('data');
      resolve('too large');
    } else chunks.push(chunk);
  });
  request.on('end', () => resolve(Buffer.concat(chunks)));
  request.on('close', () => resolve('gone'));
  request.on('error', () => resolve('gone'));
  return promise;
};
