import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { FunctionError, InvocationRefused, type LambdaRuntime } from '../functions/lambdaRuntime.ts';
import { closeServer, listenOnLoopback } from '../http/loopbackServer.ts';

type Answer = { status: number; headers?: OutgoingHttpHeaders; body?: unknown };

const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Starts Lambda's Invoke endpoint for the unmodified SDK. Signatures are not checked, and `LogType: Tail` returns no log.
 *
 * @throws an Error with one clear sentence when the port is in use
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const startLambdaEndpoint = async (options: {
  /** 0 for any free port. */
  port: number;
  runtime: LambdaRuntime;
}): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const requestId = randomUUID();
    const { status, headers, body } = await answer(options.runtime, request, requestId).catch(toErrorAnswer);
    const payload = body === undefined ? '' : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers });
    response.end(payload);
  });
  const url = await listenOnLoopback(server, options.port);
  return { url, close: () => closeServer(server) };
};

const answer = async (runtime: LambdaRuntime, request: IncomingMessage, requestId: string): Promise<Answer> => {
  const body = await text(request);
  const { pathname } = new URL(request.url ?? '', 'http://localhost');
  const functionName = INVOCATIONS.exec(pathname)?.[1];
  if (request.method !== 'POST' || functionName === undefined) {
    return refusal(404, 'UnknownOperationException', `${request.method} ${pathname} is not offered here.`);
  }
  const name = decodeURIComponent(functionName);
  const event = parse(body);
  if (!event) return refusal(400, 'InvalidRequestContentException', 'Could not parse request body into json.');
  switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'RequestResponse':
      return invoke(runtime, name, event.value, { requestId, ...traceOf(request) });
    case 'Event':
      runtime.invokeAsync(name, event.value);
      return { status: 202 };
    case 'DryRun':
      if (runtime.get(name)) return { status: 204 };
      return refusal(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    default:
      return refusal(400, 'InvalidParameterValueException', 'Unknown invocation type.');
  }
};

const invoke = async (
  runtime: LambdaRuntime,
  name: string,
  event: unknown,
  options: { requestId: string; traceId?: string },
): Promise<Answer> => {
  const headers = { 'x-amz-executed-version': '$LATEST' };
  try {
    return { status: 200, headers, body: await runtime.invoke(name, event, options) };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return { status: 200, headers: { ...headers, 'x-amz-function-error': 'Unhandled' }, body: error.payload };
  }
};

const parse = (body: string): { value: unknown } | undefined => {
  try {
    return { value: body === '' ? {} : JSON.parse(body) };
  } catch {
    return undefined;
  }
};

const traceOf = ({ headers }: IncomingMessage): { traceId?: string } => {
  const traceId = headers['x-amzn-trace-id'];
  return typeof traceId === 'string' ? { traceId } : {};
};

const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { Type: 'User', Message: message, message },
});

const toErrorAnswer = (error: unknown): Answer => {
  if (!(error instanceof InvocationRefused)) return refusal(500, 'ServiceException', String(error));
  return refusal(error.name === 'RequestTooLargeException' ? 413 : 404, error.name, error.message);
};
