import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import type { SessionTokens, Tokens } from './signInPool.ts';

const { COOKIE_ORIGIN } = readEnvironment({ COOKIE_ORIGIN: name });

/**
 * The prefix `__Host-` makes browsers accept the cookie from this host alone, over TLS and for every path: no other host of the domain
 * can set or overwrite it.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
const NAME = '__Host-refresh';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** As long as the refresh token: RefreshTokenValidity in serverless.yml. */
const MAX_AGE_SECONDS = 30 * 86_400;

/** The parts of a request that say whether it may use the cookie. */
type BrowserRequest = { headers: Record<string, string | undefined>; cookies: string[] };

/**
 * Whether a request comes from a page that may use the cookie, and asks for it. That is a page of the origin that the request was sent to,
 * such as the gateway's, or of `COOKIE_ORIGIN`. No script can set `Sec-Fetch-Site`. The header `X-Requested-With` is the defence against
 * requests that other pages cause: only a script can send it, and a browser asks this API before it sends it from another origin.
 */
const usesCookie = ({ headers }: BrowserRequest): boolean =>
  headers['x-requested-with'] === 'refresh-cookie' &&
  (headers['sec-fetch-site'] === 'same-origin' || headers.origin === COOKIE_ORIGIN);

/** Returns the tokens for the body and the cookie that carries the refresh token instead, if the request asks for one. */
export const withCookie = (
  request: BrowserRequest,
  tokens: SessionTokens,
): { tokens: SessionTokens | Tokens; cookies?: string[] } => {
  if (!usesCookie(request)) return { tokens };
  const { RefreshToken, ...others } = tokens;
  return { tokens: others, cookies: [`${NAME}=${RefreshToken}; ${ATTRIBUTES}; Max-Age=${MAX_AGE_SECONDS}`] };
};

/** Returns the cookie that ends the one there is, if the request may use it. */
export const withoutCookie = (request: BrowserRequest): { cookies?: string[] } =>
  usesCookie(request) ? { cookies: [`${NAME}=; ${ATTRIBUTES}; Max-Age=0`] } : {};

/** Returns the refresh token of a request's body, else of its cookie. @throws DomainError INVALID_INPUT if there is none */
export const refreshTokenOf = (request: BrowserRequest, body: { refreshToken?: string | undefined }): string => {
  const cookie = request.cookies.find((text) => text.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
  const token = body.refreshToken ?? (usesCookie(request) ? cookie : undefined);
  if (token) return token;
  throw invalidInput([{ path: 'refreshToken', message: 'is required, unless the cookie is sent' }]);
};
