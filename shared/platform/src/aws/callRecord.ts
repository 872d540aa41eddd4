import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { appendFileSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AwsAccount, permissionsOf } from './permissionsOf.ts';

/** A permission that a function used. */
export type UsedPermission = {
  /** Name of the function, e.g. `orderService-dev-createOrder`. */
  holder: string;
  /** e.g. `dynamodb:PutItem` */
  action: string;
  /** ARN. */
  resource: string;
};

/**
 * Records the permissions that functions use: one JSON line for the first use of each. A function is identified by the session token that
 * its SDK sends, as a header or in a presigned URL.
 *
 * @param file lines are appended to it
 * @returns a function that ends the recording
 */
export const recordCalls = (file: string, account: AwsAccount): (() => void) => {
  const written = new Set<string>();
  const write = (used: UsedPermission) => {
    const line = JSON.stringify(used);
    if (written.has(line)) return;
    written.add(line);
    appendFileSync(file, `${line}\n`);
  };
  const onRequest = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const caller = callerOf(request);
    if (caller === undefined) return;
    const body = request.method === 'POST' ? copyBody(request) : () => '';
    response.once('finish', () => {
      const { method = '', url = '', headers } = request;
      const call = { method, url, headers, body: body(), status: response.statusCode };
      for (const permission of permissionsOf(call, account)) write({ holder: caller, ...permission });
    });
  };
  subscribe('http.server.request.start', onRequest);
  return () => unsubscribe('http.server.request.start', onRequest);
};

/** Reads what `recordCalls` wrote. */
export const readCalls = (file: string): UsedPermission[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as UsedPermission);

const callerOf = ({ url = '', headers }: IncomingMessage): string | undefined => {
  const token = headers['x-amz-security-token'];
  return typeof token === 'string'
    ? token
    : (new URLSearchParams(url.split('?')[1]).get('X-Amz-Security-Token') ?? undefined);
};

/** Copies the bytes of a request's body as they arrive, without affecting its handler. */
const copyBody = (request: IncomingMessage): (() => string) => {
  const chunks: Uint8Array[] = [];
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) chunks.push(chunk);
    return push(chunk, encoding);
  };
  return () => Buffer.concat(chunks).toString('utf8');
};
