import { JwtRsaVerifier } from 'aws-jwt-verify';
import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtBaseError,
  JwtInvalidSignatureAlgorithmError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import * as z from 'zod';
import { name, readEnvironment } from './config.ts';
import { DomainError } from './errors.ts';

/** Who may call a route: anyone with an account, the groups `staff` and `admin`, or the `admin` group alone. */
export type Audience = 'customer' | 'staff' | 'admin';

/** Returns who may request an upload URL, from `UPLOADS_BY`: anyone (`open`), or `admin`. */
export const uploadAudience = (): 'admin' | undefined =>
  readEnvironment({ UPLOADS_BY: z.enum(['open', 'admin']) }).UPLOADS_BY === 'admin' ? 'admin' : undefined;

/**
 * The account behind a request. `email` is present if the token is an ID token and the address is verified; an access token has no
 * address. `locale` is the account's language (BCP 47), in an ID token of an account that has one.
 */
export type Caller = { userId: string; groups: string[]; email?: string; accessToken?: string; locale?: string };

/** Whoever sent the key of a guest's order, not checked yet; `account` if they sent a token too. */
export type OrderKeyHolder = { orderKey: string; account?: Caller | undefined };

/** Returns whether the caller works for the shop. An admin may do whatever staff may do. */
export const isStaff = (caller: Pick<Caller, 'groups'> | OrderKeyHolder): boolean => {
  const groups = 'orderKey' in caller ? caller.account?.groups : caller.groups;
  return groups?.includes('staff') || groups?.includes('admin') || false;
};

/** Checks the bearer token of an `Authorization` header and returns the account that it belongs to. */
export type Authenticate = (authorization: string | undefined, audience: Audience) => Promise<Caller>;

/** The claims that the library does not check. `exp` is required: Cognito issues no token without an expiry. */
const Claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  token_use: z.enum(['id', 'access']),
  email: z.string().optional(),
  locale: z.string().optional(),
  email_verified: z.boolean().optional(),
  'cognito:groups': z.array(z.string()).default([]),
});

const JWKS_TIMEOUT_MS = 3000;

const keysUnavailable = (cause: unknown): DomainError =>
  new DomainError('UNAVAILABLE', 'Tokens cannot be checked right now: try again in a moment.', {}, { cause });

/** Replaces the library's fetcher, which supports https only: the local platform's issuer uses http. */
const fetcher = {
  fetch: async (uri: string): Promise<ArrayBuffer> => {
    const response = await fetch(uri, { signal: AbortSignal.timeout(JWKS_TIMEOUT_MS) }).catch((error: unknown) => {
      throw keysUnavailable(error);
    });
    if (!response.ok) {
      const error = new FetchError(uri, `status ${response.status}`);
      throw response.status >= 500 || response.status === 429 ? keysUnavailable(error) : error;
    }
    return response.arrayBuffer().catch((error: unknown) => {
      throw keysUnavailable(error);
    });
  },
};

/**
 * Creates the function that checks the ID and access tokens of one user pool: signature (RS256 only), issuer, client, expiry and
 * `token_use`. The pool's public keys are fetched once per container. Environment: `USER_POOL_ISSUER`, `USER_POOL_CLIENT_ID`.
 *
 * An API Gateway authorizer would not do: its 401 has neither the contract's body nor the correlation id
 * (docs/adr/0003-tokens-are-checked-in-the-handler.md).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export const createAuthenticate = (): Authenticate => {
  const { USER_POOL_ISSUER: issuer, USER_POOL_CLIENT_ID: clientId } = readEnvironment({
    USER_POOL_ISSUER: z.url(),
    USER_POOL_CLIENT_ID: name,
  });
  const verifier = JwtRsaVerifier.create(
    {
      issuer,
      jwksUri: `${issuer}/.well-known/jwks.json`,
      audience: null, // an access token has `client_id` instead of `aud`: the check below accepts both
      customJwtCheck: ({ header, payload }) => {
        if (header.alg !== 'RS256') throw new JwtInvalidSignatureAlgorithmError('not RS256', header.alg, 'RS256');
        validateCognitoJwtFields(payload, { tokenUse: null, clientId });
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (authorization, audience) => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw tokenRequired();
    const claims = await verifier.verify(token).then(Claims.parse).catch(refuse);
    const groups = claims['cognito:groups'];
    refuseOthers(audience, groups);
    return {
      userId: claims.sub,
      groups,
      ...(claims.locale === undefined ? {} : { locale: claims.locale }),
      ...(claims.email === undefined || claims.email_verified !== true ? {} : { email: claims.email }),
      ...(claims.token_use === 'access' ? { accessToken: token } : {}),
    };
  };
};

/** The refusal of a request without a token. */
export const tokenRequired = (): DomainError =>
  new DomainError('UNAUTHORIZED', 'An Authorization header with a Bearer token is required.');

/** @throws DomainError FORBIDDEN for an account that lacks the group */
const refuseOthers = (audience: Audience, groups: string[]): void => {
  if (audience === 'admin' && !groups.includes('admin')) {
    throw new DomainError('FORBIDDEN', 'Only administrators may do this.');
  }
  if (audience === 'staff' && !isStaff({ groups })) {
    throw new DomainError('FORBIDDEN', 'Only staff may do this.');
  }
};

/** A bad token is the caller's fault; keys that cannot be fetched or read are ours. */
const refuse = (error: unknown): never => {
  const aboutKeys = [FetchError, JwksValidationError, JwkValidationError].some((kind) => error instanceof kind);
  const aboutToken = error instanceof JwtBaseError || error instanceof z.ZodError;
  if (aboutKeys || !aboutToken) throw error;
  throw new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.');
};
