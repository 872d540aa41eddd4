import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './publicAddress.ts';

/** An address that is not requested, or an answer that is not read. `message` may be shown to whoever named the address. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused';
}

/** Returns all addresses of a host. */
type Resolve = (host: string) => Promise<string[]>;

export type GuardedRequest = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Whether `http:` is allowed, not only `https:`. */
  allowHttp?: boolean;
  /** The most bytes of the answer's body. */
  maxBytes: number;
  /** Whether the rest of a longer body is left unread, instead of refusing the answer. */
  cut?: boolean;
  /** For everything together, redirects too. */
  timeoutMs: number;
  /** The most redirects that are followed, of a `GET`. */
  redirects?: number;
  /** Returns whether a body of this type is read, such as `image/png`. */
  isWanted?: (contentType: string) => boolean;
  /** Connections that are kept; without them, each request has its own. A request on one that the other side closes may be sent twice. */
  connections?: Connections | undefined;
  /** For tests: how names are resolved, and which addresses may be connected to. */
  resolve?: Resolve;
  isAllowed?: (address: string) => boolean;
};

/** Connections that are kept open. Each goes to an address that was checked when it was made. */
export type Connections = { http: http.Agent; https: https.Agent; close: () => void };

/** Opens a pool of connections for several requests, until it is closed. Whoever shares it must allow the same addresses. */
export const openConnections = (): Connections => {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  return {
    ...agents,
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
};

export type GuardedAnswer = { status: number; url: string; contentType: string; bytes: Buffer };

const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Requests an address that somebody else has chosen, and reads the answer. Connects only to hosts of the Internet: for each connection, a
 * name is resolved once, all of its addresses are checked, and the connection goes to these. Each redirect is checked in the same way.
 *
 * @throws FetchRefused for an address, a redirect or an answer that is not allowed, too large or too slow
 * @throws Error for a host that cannot be reached
 */
export const guardedFetch = async (address: string, request: GuardedRequest): Promise<GuardedAnswer> => {
  const late = AbortSignal.timeout(request.timeoutMs);
  const { method = 'GET', redirects = 0 } = request;
  let url = checkedUrl(address, request);
  for (let left = method === 'GET' ? redirects : 0; ; left -= 1) {
    const answer = await requestOnce(url, request, late);
    const location = REDIRECTS.includes(answer.statusCode ?? 0) ? answer.headers.location : undefined;
    if (location === undefined) return readAnswer(url, answer, request, late);
    answer.destroy();
    if (left <= 0) throw new FetchRefused('It leads to another address.');
    url = checkedUrl(location, request, url);
  }
};

/** Checks an address without requesting it, as far as that is possible. @throws FetchRefused */
export const checkAddress = (address: string, request: Pick<GuardedRequest, 'allowHttp'>): void => {
  checkedUrl(address, request);
};

const checkedUrl = (address: string, { allowHttp = false }: Pick<GuardedRequest, 'allowHttp'>, base?: URL): URL => {
  const url = URL.parse(address, base?.href);
  if (!url) throw new FetchRefused('It is no address.');
  const isAllowed = url.protocol === 'https:' || (allowHttp && url.protocol === 'http:');
  if (!isAllowed) throw new FetchRefused(`It has to begin with ${allowHttp ? 'http:// or ' : ''}https://`);
  if (url.username || url.password) throw new FetchRefused('It holds a name or password.');
  return url;
};

/** @throws FetchRefused if one of the addresses is not allowed, or there is none */
const checkAddresses = (addresses: string[], { isAllowed = isPublicAddress }: GuardedRequest): void => {
  if (addresses.length === 0 || !addresses.every(isAllowed))
    throw new FetchRefused('It does not belong to a host of the Internet.');
};

/** Returns the function by which a new connection finds its addresses: all that the name leads to, if all of them are allowed. */
const checkedLookup = (request: GuardedRequest): LookupFunction => {
  const { resolve = resolveHost } = request;
  const find = async (host: string) => {
    const addresses = await resolve(host);
    checkAddresses(addresses, request);
    return addresses.map((address) => ({ address, family: isIP(address) }));
  };
  return (host, { all }, callback) =>
    void find(host).then(
      (found) => {
        if (all) callback(null, found);
        else callback(null, found[0]?.address ?? '', found[0]?.family ?? 4);
      },
      (error: Error) => callback(error, ''),
    );
};

const inTime = async <T>(late: AbortSignal, work: Promise<T>): Promise<T> => {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const end = () => reject(new FetchRefused('It did not answer in time.'));
  if (late.aborted) end();
  late.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    late.removeEventListener('abort', end);
  }
};

/** What happens to a request whose kept connection the other side was about to close: it was not answered, and may be sent again. */
const STALE = Symbol('stale connection');

const requestOnce = async (url: URL, request: GuardedRequest, late: AbortSignal): Promise<http.IncomingMessage> => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) checkAddresses([host], request); // no connection looks it up
  try {
    return await inTime(late, send(url, request, late, request.connections));
  } catch (error) {
    if (error !== STALE) throw error;
    return inTime(late, send(url, request, late));
  }
};

const send = (
  url: URL,
  request: GuardedRequest,
  late: AbortSignal,
  connections?: Connections,
): Promise<http.IncomingMessage> => {
  const { method = 'GET', headers = {}, body } = request;
  const isSecure = url.protocol === 'https:';
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const sent = (isSecure ? https : http).request(url, {
    ...{ method, lookup: checkedLookup(request), signal: late },
    agent: connections?.[isSecure ? 'https' : 'http'] ?? false,
    headers: { ...headers, 'accept-encoding': 'identity' },
  });
  sent.on('response', resolve).on('error', (error: NodeJS.ErrnoException) => {
    const isStale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
    reject(isStale ? STALE : error);
  });
  sent.end(body);
  return promise;
};

const readAnswer = async (
  url: URL,
  answer: http.IncomingMessage,
  { maxBytes, cut = false, isWanted = () => true }: GuardedRequest,
  late: AbortSignal,
): Promise<GuardedAnswer> => {
  const { statusCode: status = 0, headers } = answer;
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  try {
    if (!isWanted(contentType)) throw new FetchRefused(`It is of the type ${contentType || 'none'}.`);
    if (headers['content-encoding'] !== undefined) throw new FetchRefused('It is compressed.');
    if (!cut && Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const bytes = await inTime(late, readUpTo(answer, maxBytes, cut));
    return { status, url: url.href, contentType, bytes };
  } finally {
    answer.destroy();
  }
};

const readUpTo = async (answer: http.IncomingMessage, maxBytes: number, cut: boolean): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes && !cut) throw tooLarge(maxBytes);
    chunks.push(chunk);
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
};

const tooLarge = (maxBytes: number) => new FetchRefused(`It is larger than ${maxBytes} bytes.`);
