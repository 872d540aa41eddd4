import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Audience, Caller, OrderKeyHolder } from './auth.ts';
import type { ErrorCode } from './errors.ts';

/**
 * Defines an HTTP route: what its handler checks, and what the OpenAPI document and docs/routes.md say about it.
 *
 * @example export const getOrderRoute = { route: 'GET /orders/{id}', … } as const satisfies RouteDefinition;
 */
export type RouteDefinition = {
  /** Method and path, as in `serverless.yml`; `*` is the catch-all. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}` | '*';
  /**
   * Who may call the route; if absent, anyone.
   *
   * - `uploads`: anyone or only admins, depending on the stage parameter `uploadsBy`.
   * - `customerOrGuest`: a request without an `Authorization` header is a guest's if `isGuest` says so.
   * - `customerOrOrderKey`: a customer, or whoever sends a key as `X-Order-Key`, on `GET` also as `?key=`. The handler checks the key.
   */
  readonly auth?: Audience | 'uploads' | 'customerOrGuest' | 'customerOrOrderKey';
  /** With `customerOrGuest`: whether a valid request without a token is a guest's. If not, a token is missing. */
  readonly isGuest?: (body: never) => boolean;
  /** If absent, the body is ignored. A schema that accepts `undefined` makes the body optional. */
  readonly body?: z.ZodType;
  readonly path?: z.ZodObject;
  /** If absent, the route accepts no query parameters. */
  readonly query?: z.ZodObject;
  /** A field of `query` that is sent as parameters of its own, each of which may be repeated: with `attr`, `attr.Size=M&attr.Size=L`. */
  readonly queryGroup?: string;
  /** Whether a repeated request with the same `Idempotency-Key` has one effect. */
  readonly idempotencyKey?: true;
  /** How many requests a client may send, and how many may name the same account. With `customerOrGuest`: of guests alone. */
  readonly rateLimit?: RateLimitDefinition;
  /** Status of a successful response, by default 200. */
  readonly status?: 201 | 202 | 302;
  /** How long caches may keep a successful response; if absent, not at all. */
  readonly maxAgeSeconds?: number;
  /** Text of the `msg` field that authService's error responses have next to `error`. */
  readonly failureMsg?: string;
  /** Error codes other than those that follow from the properties above: see `errorsOf` in shared/openapi/routeErrors.ts. */
  readonly errors: readonly ErrorCode[];
};

/** A limit of `attempts` in each window of `seconds`. Windows begin at multiples of `seconds` since 1970. */
export type Limit = { readonly attempts: number; readonly seconds: number };

/** Limits of one client and of one account, which `of` reads from the body or the caller. */
export type RateLimitDefinition = {
  readonly client: Limit;
  readonly account?: Limit & { readonly of: (body: never, caller: Caller | undefined) => string };
};

/** Counts a valid request. Throws a `DomainError` with the code `TOO_MANY_REQUESTS` if it exceeds a limit. Created by `rateLimit` in rateLimit.ts. */
export type RateLimit = (event: APIGatewayProxyEventV2, body: unknown, caller?: Caller) => Promise<void>;

/** The type of a part of the request after its schema, `undefined` if the route has no schema for it. */
type Parsed<Route extends RouteDefinition, Part extends string> = Route extends { [part in Part]: infer Schema }
  ? z.output<Schema>
  : undefined;

/** A request that passed all checks. Parts without a schema are `undefined`, and so is `caller` if anyone may call the route. */
export type Request<Route extends RouteDefinition> = {
  body: Parsed<Route, 'body'>;
  path: Parsed<Route, 'path'>;
  query: Parsed<Route, 'query'>;
  caller: Route extends { auth: Audience }
    ? Caller
    : Route extends { auth: 'customerOrGuest' }
      ? Caller | undefined
      : Route extends { auth: 'customerOrOrderKey' }
        ? Caller | OrderKeyHolder
        : undefined;
  /** The IP address that the request came from. */
  sourceIp: string;
  /** The body exactly as sent, for checking a signature. */
  rawBody: string;
  /** Headers by name, in lower case. */
  headers: Record<string, string | undefined>;
  /** Cookies as `name=value`. */
  cookies: string[];
} & (Route extends { idempotencyKey: true }
  ? {
      /** The `Idempotency-Key` header, if one was sent: 1 to 255 printable ASCII characters. */
      idempotencyKey: string | undefined;
    }
  : unknown);

/** Path parameters of routes with one id. The format is not checked: a malformed id is answered with 404 like any unknown one. */
export const PathId = z.object({ id: z.string().max(128) });
