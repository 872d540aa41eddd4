import { unlessAborted } from './send.ts';
import type { Service } from './services.ts';
import type { TokenSource, Tokens } from './session.ts';

type Send = (request: Request) => Promise<Response>;

/** The services whose lists are public: reading them never waits for a token. */
const CATALOGUE: readonly Service[] = ['banners', 'categories', 'products'];

/** Sends requests with the token that the caller's function returns. */
export const withCallersToken =
  (token: () => string | undefined | Promise<string | undefined>, send: Send): Send =>
  async (request) => {
    const value = await token();
    if (value !== undefined && !request.headers.has('authorization')) {
      request.headers.set('authorization', `Bearer ${value}`);
    }
    return send(request);
  };

/**
 * Sends requests with the tokens of a session: refreshed before they expire, and once more if one is rejected. authService gets the
 * access token, which some of its routes need; the others get the ID token, which says the email address.
 */
export const withSession = (service: Service, session: TokenSource, send: Send): Send => {
  const authorized = (request: Request, tokens: Tokens | undefined): Request => {
    request.headers.delete('authorization');
    if (tokens) request.headers.set('authorization', `Bearer ${service === 'auth' ? tokens.access : tokens.id}`);
    return request;
  };
  return async (request) => {
    if (request.headers.has('authorization')) return send(request);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const isPublic = isRead && CATALOGUE.includes(service);
    const { tokens, failure } = isPublic
      ? { tokens: session.present(), failure: undefined }
      : await unlessAborted(request.signal, session.current());
    if (failure && !isRead) return failure.toResponse();
    const response = await send(authorized(request, tokens));
    if (!(await isTokenRejected(response))) return response;
    if (failure) return failure.toResponse();
    const renewed = await unlessAborted(request.signal, session.renew(tokens));
    if (renewed.tokens) return send(authorized(request, renewed.tokens));
    return renewed.failure?.toResponse() ?? response;
  };
};

/** Returns whether a token was rejected, and not a password, which has the same status. */
const isTokenRejected = async (response: Response): Promise<boolean> =>
  response.status === 401 && ((await response.clone().json()) as { code?: string }).code === 'UNAUTHORIZED';
