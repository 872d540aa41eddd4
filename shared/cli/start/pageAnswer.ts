import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';

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
};

export const json = (body: object): PageAnswer => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(body),
});

export const plain = (status: number, text: string): PageAnswer => ({ status, type: 'text/plain', body: `${text}\n` });

/** Returns a file with the type of its extension. It is read for each request, so that a page shows what is on disk. */
export const file = (path: string): PageAnswer => ({
  status: 200,
  type: types[extname(path)] ?? 'application/octet-stream',
  body: readFileSync(path),
});

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
