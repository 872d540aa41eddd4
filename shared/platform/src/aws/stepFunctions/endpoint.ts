import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { StepFunctionsError } from './errors.ts';
import type { Operations } from './operations.ts';

const target = /^AWSStepFunctions\.(\w+)$/;

const answerTo = async (request: IncomingMessage, operations: Operations): Promise<object> => {
  const [, name = ''] = target.exec(String(request.headers['x-amz-target'])) ?? [];
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const body = await text(request);
  if (!operation) {
    const known = Object.keys(operations).join(', ');
    throw new StepFunctionsError(
      'UnknownOperationException',
      `The operation "${name}" is not known on this platform, only ${known}.`,
    );
  }
  return operation(parse(body));
};

const parse = (body: string): unknown => {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new StepFunctionsError('SerializationException', 'The request body is not valid JSON.');
  }
};

const send = (response: ServerResponse, status: number, body: object): void => {
  const json = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(json),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(json);
};

/**
 * Implements the JSON 1.0 protocol of Step Functions.
 * @param onFault receives the platform's own errors; the client gets a 500, which the SDK retries
 */
export const createEndpoint = (operations: Operations, onFault: (error: unknown) => void): Server =>
  createServer((request, response) => {
    answerTo(request, operations).then(
      (answer) => send(response, 200, answer),
      (error: unknown) => {
        if (error instanceof StepFunctionsError) {
          return send(response, 400, { __type: error.name, message: error.message });
        }
        onFault(error);
        return send(response, 500, { __type: 'InternalFailure', message: 'Internal error of the local platform' });
      },
    );
  });
