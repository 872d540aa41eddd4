import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GRACE_MS, waitAtMost } from '../grace.ts';
import { type Callers, refuseForeignRequests } from './foreignRequests.ts';

/** Longer than clients keep a connection: one that a busy server closes just as a request comes in fails that request. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Lets a server listen on this machine only, and refuse what a website makes a browser on this machine send.
 *
 * @param port 0 for any free one
 * @param callers which pages may call it; its own by default
 * @returns its URL, no slash at the end
 * @throws an Error with one clear sentence and `code: 'EADDRINUSE'` when the port is in use
 */
export const listenOnLoopback = async (
  server: Server,
  port: number,
  callers: Callers = 'own pages',
): Promise<string> => {
  refuseForeignRequests(server, callers);
  server.keepAliveTimeout = Math.max(server.keepAliveTimeout, KEEP_ALIVE_MS);
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

/** Takes no new connection, lets running requests finish for up to 5 s, then cuts the rest. */
export const closeServer = async (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  await waitAtMost(promise, GRACE_MS);
  server.closeAllConnections();
};
