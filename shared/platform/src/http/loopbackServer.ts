import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GRACE_MS, waitAtMost } from '../grace.ts';
import { type Callers, refuseForeignRequests } from './foreignRequests.ts';

/** Longer than clients keep a connection: if the server closed it while a request arrives, that request would fail. */
const KEEP_ALIVE_MS = 10 * 60_000;

/**
 * Makes a server listen only on this machine, and reject requests that a website makes a browser on this machine send.
 *
 * @param port 0 for any free port
 * @param callers which pages may call it; its own by default
 * @returns its URL, without a trailing slash
 * @throws an Error with one clear sentence and `code: 'EADDRINUSE'` when the port is in use
 */
export const listenOnLoopback = async (
  server: Server,
  port: number,
  callers: Callers = 'own pages',
): Promise<string> => {
  refuseForeignRequests(server, callers);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  try {
    await promise;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const message = `Port ${port} is in use: stop what listens there, or set PORT_BASE to move all ports.`;
    throw Object.assign(new Error(message), { code: 'EADDRINUSE', port });
  }
  server.off('error', reject);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Accepts no new connections, lets running requests finish for up to 5 s, then closes the rest. */
export const closeServer = async (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  await waitAtMost(promise, GRACE_MS);
  server.closeAllConnections();
};
