import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an endpoint does instead of answering. `hang`: takes the request and says nothing. `lost`: does what is asked and drops the answer. */
export type Fault = 'refused' | 'reset' | 'hang' | 'lost' | 'throttled' | '500' | '503';

const answers: Partial<Record<Fault, [status: number, body: string]>> = {
  throttled: [400, '{"__type":"com.amazonaws#ThrottlingException","message":"Rate exceeded"}'],
  '500': [500, '{"__type":"com.amazonaws#InternalServerError","message":"We made a mistake."}'],
  '503': [503, '<html><body>Service Unavailable</body></html>'],
};

/** An HTTP endpoint in front of another one, or of `target` itself, that fails as it is told. */
export const startFaultyEndpoint = async (target: URL | ((request: IncomingMessage) => object)) => {
  let fault: Fault | undefined;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const answer = fault === undefined ? undefined : answers[fault];
    if (answer) {
      response.writeHead(answer[0], { 'content-type': 'application/x-amz-json-1.0' }).end(answer[1]);
    } else if (fault === 'reset') {
      request.socket.resetAndDestroy();
    } else if (fault !== 'hang') {
      pass(request, response, target, fault === 'lost');
    }
  };
  const server = createServer(handle);
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Fails like that from now on; without a fault it answers again. */
    fail: async (next?: Fault): Promise<void> => {
      if (next === 'refused' && fault !== 'refused') await stop();
      if (next !== 'refused' && fault === 'refused') await listen(port);
      fault = next;
    },
    close: async (): Promise<void> => {
      if (fault !== 'refused') await stop();
    },
  };
};

const pass = (
  request: IncomingMessage,
  response: ServerResponse,
  target: URL | ((request: IncomingMessage) => object),
  isLost: boolean,
): void => {
  const lose = () => request.socket.resetAndDestroy();
  if (!(target instanceof URL)) {
    request.resume().on('end', () => (isLost ? lose() : response.end(JSON.stringify(target(request)))));
    return;
  }
  const { method, headers, url } = request;
  const onwards = forward(new URL(url ?? '/', target), { method, headers }, (answer) => {
    if (isLost) answer.resume().on('end', lose);
    else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
  });
  request.pipe(onwards);
};
