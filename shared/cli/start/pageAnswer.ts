import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A response of a page's server. */
export type PageAnswer = {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

export const json = (body: object): PageAnswer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(body),
});

export const plain = (status: number, text: string): PageAnswer => ({ status, type: 'text/plain', body: `${text}\n` });

/** Returns the media type of a file, by its extension. */
export const typeOf = (path: string): string => types[extname(path)] ?? 'application/octet-stream';

/** Returns a file with the type of its extension. It is read for each request, so that a page shows what is on disk. */
export const file = (path: string): PageAnswer => ({
  status: 200,
  type: typeOf(path),
  body: readFileSync(path),
});

/** Below this size compression saves nothing. */
const SMALL = 1000;

/** What was compressed already, by its text: the files of the web apps change only when they are built. */
const zipped = new Map<string, Buffer>();

/** Returns the response compressed, as CloudFront does, if it is text and the browser accepts that. */
export const compressed = ({ headers }: IncomingMessage, answer: PageAnswer): PageAnswer => {
  const isText = /^text\/|json|svg/.test(answer.type);
  const body = Buffer.from(answer.body);
  if (!isText || body.length < SMALL || !/\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))) return answer;
  const key = body.toString('latin1');
  const zip = zipped.get(key) ?? gzipSync(body);
  zipped.set(key, zip);
  return { ...answer, body: zip, headers: { ...answer.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' } };
};

/** Sends a response. @param policy what its page may load */
export const sendPage = (
  response: ServerResponse,
  { status, type, body, headers }: PageAnswer,
  policy: string,
): void => {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
};
