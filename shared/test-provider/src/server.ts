import { once } from 'node:events';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than clients keep a connection: one that a busy server closes just as a request comes in fails that request. */
const KEEP_ALIVE_MS = 10 * 60_000;

/** How long `close` waits for running requests, in milliseconds. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Names of this machine that no DNS server can redirect. */
const OWN_NAMES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Lets a server listen on this machine only.
 *
 * @param port 0 for any free port
 * @returns its URL, without a trailing slash
 * @throws an Error with one clear sentence and `code: 'EADDRINUSE'` when the port is in use
 */
export const listen = async (server: Server, port: number): Promise<string> => {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw Object.assign(new Error(`Port ${port} is in use: stop what listens there.`), { code: 'EADDRINUSE', port });
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Stops accepting connections, gives running requests 5 s to finish, then closes the remaining connections. */
export const close = async (server: Server): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await finishOrTimeOut(closed);
  server.closeAllConnections();
};

/** Waits for `work` to finish, for at most 5 s. */
export const finishOrTimeOut = async (work: Promise<unknown>): Promise<void> => {
  const done = new AbortController();
  await Promise.race([work, sleep(CLOSE_TIMEOUT_MS, undefined, { signal: done.signal }).catch(() => undefined)]);
  done.abort();
};

/** Whether the request's host is a website's own name that resolves to this machine (DNS rebinding). */
export const isForeignName = ({ host }: IncomingHttpHeaders): boolean => !OWN_NAMES.test(host ?? '');

/** Whether a page of another website sends the request (CSRF). */
export const isForeignPage = ({ host, origin }: IncomingHttpHeaders): boolean =>
  origin !== undefined && origin !== `http://${host}`;
