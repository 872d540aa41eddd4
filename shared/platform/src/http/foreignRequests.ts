import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';

/**
 * Which pages in a browser may call a server: its own only, or those of any website, which then need what the server itself asks for, such as a
 * token or a key.
 */
export type Callers = 'own pages' | 'any page';

/** Names of this machine that nobody else can give an address. No browser takes the one of `resolveSyncHost`, which ends in a number. */
const OWN_NAMES = /^((sync-)?127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Why a request is refused: a website may have made a browser on this machine send it. By a name of its own that leads here (DNS rebinding)
 * a website would get past the browser's rules, and a form or script can send what it may not read the answer to (CSRF).
 *
 * @returns undefined for a request that is none of these
 */
export const foreignRequest = ({ host, origin }: IncomingHttpHeaders, callers: Callers): string | undefined => {
  if (!OWN_NAMES.test(host ?? '')) return 'This machine is not asked by that name.';
  if (callers === 'own pages' && origin !== undefined && origin !== `http://${host}`)
    return 'Pages of other websites may not use this.';
  return undefined;
};

/** Lets a server answer 403 to foreign requests before any of its listeners sees them. */
export const refuseForeignRequests = (server: Server, callers: Callers): void => {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const message = foreignRequest(request.headers, callers);
    if (message === undefined) return listeners.forEach((listener) => void listener(request, response));
    request.resume();
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
  });
};
