import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsRequest, FAULTY_SERVICES, type FaultyService, operationOf, ownAnswer, refusalBy } from './awsCalls.ts';
import { type Fault, type FaultKind, faultOf } from './faults.ts';

/** How many calls of an operation were made while faults were on, and how many of them met each kind of fault. */
export type OperationCount = { calls: number } & Record<FaultKind, number>;

/**
 * Starts one HTTP server for each AWS service in front of a platform's endpoints. Before `begin` and after `lift` they pass everything
 * on.
 *
 * @param onLost called with each request whose response was lost after the call was made
 */
export const startFaultLayer = async (
  { seed, p }: { seed: number; p: number },
  onLost: (operation: string, body: Buffer) => void = () => {},
) => {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, OperationCount>();
  const faults = new Map<string, { fault: Fault | undefined }>();
  let targets: Partial<Record<string, string | undefined>> = {};
  let isOn = false;

  /** Returns the fault of the call that a request belongs to; all attempts of the SDK count as one call. */
  const faultFor = (operation: string, headers: IncomingMessage['headers']): Fault | undefined => {
    const invocation = String(headers['amz-sdk-invocation-id']);
    const known = faults.get(invocation);
    if (known) return known.fault?.everyAttempt ? known.fault : undefined;
    if (!isOn) return undefined;
    const count = counts.get(operation) ?? { calls: 0, throttled: 0, failed: 0, reset: 0, lost: 0, delayed: 0 };
    counts.set(operation, count);
    count.calls += 1;
    const fault = faultOf(seed, p, operation, count.calls);
    faults.set(invocation, { fault });
    if (fault) count[fault.kind] += 1;
    return fault;
  };

  const serve = async (service: FaultyService, incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '/', headers } = incoming;
    const asked: AwsRequest = { path, headers, body: await buffer(incoming) };
    const operation = operationOf(service, asked);
    const fault = faultFor(operation, headers);
    if (fault?.kind === 'reset') return void incoming.socket.destroy();
    if (fault?.kind === 'throttled' || fault?.kind === 'failed') {
      const { status, headers: answered, body } = refusalBy(service, fault.kind);
      return void response.writeHead(status, answered).end(body);
    }
    if (fault?.kind === 'delayed') await sleep(fault.delayMs);
    const target = targets[service];
    if (target === undefined) return void incoming.socket.destroy(); // the platform has not started yet
    const answer = ownAnswer(operation) ?? (await passOn(agent, target, incoming.method ?? 'GET', asked));
    // A caller that gave up during the call does not know its outcome either
    if (fault?.kind === 'lost' || response.destroyed) {
      onLost(operation, asked.body);
      return void incoming.socket.destroy();
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  const servers = new Map<FaultyService, Server>();
  for (const service of FAULTY_SERVICES) {
    const server = createServer((incoming, response) => {
      serve(service, incoming, response).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.set(service, server);
  }
  const urls = Object.fromEntries(
    [...servers].map(([service, server]) => [service, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]),
  );

  return {
    /** The URLs at which functions call AWS, by service. */
    urls,
    /** Sets the platform's own endpoints. */
    aim: (endpoints: Partial<Record<string, string | undefined>>) => {
      targets = endpoints;
    },
    begin: () => {
      isOn = true;
    },
    /** Stops injecting faults into new calls. */
    lift: () => {
      isOn = false;
      faults.clear();
    },
    counts: () => new Map([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    close: async () => {
      agent.destroy();
      for (const server of servers.values()) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
};
export type FaultLayer = Awaited<ReturnType<typeof startFaultLayer>>;

const passOn = (agent: Agent, target: string, method: string, { path, headers, body }: AwsRequest) =>
  new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
    const outgoing = request(`${target}${path}`, { agent, method, headers }, (answer) => {
      buffer(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 502, headers: withLength(answer.headers, read), body: read }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Replaces chunked encoding by a length: the body is sent in one piece, however it was received. */
const withLength = (
  { 'transfer-encoding': _, connection: __, ...headers }: IncomingMessage['headers'],
  body: Buffer,
) => ({
  ...headers,
  'content-length': String(body.length),
});
