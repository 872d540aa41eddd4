import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Parameters } from './dynalite.ts';
import { DynamoDbError, invalid, refusalOf } from './errors.ts';
import type { Operation } from './operations.ts';

const mostBytes = 16 * 1024 * 1024;
const target = /^DynamoDB_20120810\.(\w+)$/;

/** Implements DynamoDB's JSON protocol. Signatures are required but not checked, since only this machine can call. */
export const listener =
  (find: (name: string) => Operation | undefined, region: string): RequestListener =>
  (request, response) => {
    if (request.method === 'GET') {
      response.end(`healthy: dynamodb.${region}.amazonaws.com `);
      return;
    }
    answer(find, request).then(
      (result) => send(response, 200, result),
      (error: unknown) => sendError(response, error),
    );
  };

const answer = async (find: (name: string) => Operation | undefined, request: IncomingMessage): Promise<unknown> => {
  const text = await bodyOf(request);
  const name = target.exec(String(request.headers['x-amz-target']))?.[1];
  const operation = name === undefined ? undefined : find(name);
  if (request.method !== 'POST' || !operation) throw new DynamoDbError('UnknownOperationException', '');
  if (!request.headers.authorization?.startsWith('AWS4-')) {
    throw new DynamoDbError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  return operation(parse(text));
};

const parse = (text: string): Parameters => {
  try {
    const parameters: unknown = JSON.parse(text);
    if (typeof parameters === 'object' && parameters !== null) return parameters as Parameters;
  } catch {
    // handled below, like a body that is not a JSON object
  }
  throw new DynamoDbError('SerializationException', '');
};

const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes > mostBytes) reject(invalid('Request size exceeded 16777216 bytes'));
      else resolve(Buffer.concat(chunks).toString());
    });
    request.on('error', reject);
  });

const send = (response: ServerResponse, status: number, result: unknown): void => {
  const body = JSON.stringify(result);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    'x-amz-crc32': crc32(body),
  });
  response.end(body);
};

const sendError = (response: ServerResponse, error: unknown): void => {
  const refusal = refusalOf(error);
  if (refusal) {
    send(response, 400, refusal);
    return;
  }
  console.error('DynamoDB on this machine failed:', error);
  send(response, 500, new DynamoDbError('InternalServerError', 'Internal server error').body);
};
