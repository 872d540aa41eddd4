import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';

/** Which browser pages may call a server: only its own, or those of any website, if the server itself requires a token or key. */
export type Callers = 'own pages' | 'any page';

/** Host names that only this machine can have, all below localhost too (RFC 6761). Browsers reject the one of `resolveSyncHost`, which ends in a number. */
const OWN_NAMES = /^((sync-)?127\.0\.0\.1|([\w-]+\.)*localhost|\[::1\])(:\d+)?$/i;

/**
 * Returns why a request is rejected: a website may have made a browser on this machine send it. With its own host name that resolves here
 * (DNS rebinding) a website would bypass the browser's rules, and forms or scripts can send requests without reading the response (CSRF).
 *
 * @returns `undefined` for any other request
 */
export const foreignRequest = ({ host, origin }: IncomingHttpHeaders, callers: Callers): string | undefined => {
  if (!OWN_NAMES.test(host ?? '')) return 'This machine is not asked by that name.';
  if (callers === 'own pages' && origin !== undefined && origin !== `http://${host}`)
    return 'Pages of other websites may not use this.';
  return undefined;
};

/** Makes a server respond with 403 to foreign requests before any of its listeners sees them. */
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
