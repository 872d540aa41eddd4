import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Audience, Caller } from './auth.ts';
import type { ErrorCode } from './errors.ts';

/**
 * Defines one HTTP route: what its handler checks, and what the OpenAPI document and docs/routes.md say of it.
 *
 * @example export const getOrderRoute = { route: 'GET /orders/{id}', … } as const satisfies RouteDefinition;
 */
export type RouteDefinition = {
  /** Method and path, as in `serverless.yml`; `*` is the catch-all. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}` | '*';
  /** Who may call; absent: anyone. `uploads`: anyone, or admins alone where the stage parameter `uploadsBy` says so. */
  readonly auth?: Audience | 'uploads';
  /** Absent: a body is ignored. A schema that takes `undefined` lets the client send none. */
  readonly body?: z.ZodType;
  readonly path?: z.ZodObject;
  /** Absent: no query may be sent. */
  readonly query?: z.ZodObject;
  /** Whether a repeat under the same `Idempotency-Key` is the same request. */
  readonly idempotencyKey?: true;
  /** How often one client may call, and with requests that name one account. */
  readonly rateLimit?: RateLimitDefinition;
  /** Status of a successful response; absent: 200. */
  readonly status?: 201;
  /** How long caches may keep a successful response; absent: not at all. */
  readonly maxAgeSeconds?: number;
  /** The `msg` that its errors carry beside `error`. */
  readonly failureMsg?: string;
  /** Codes of its errors, beyond those that follow from the other properties (`errorsOf` in shared/openapi/routeErrors.ts). */
  readonly errors: readonly ErrorCode[];
};

/** `attempts` within each window of `seconds`; windows begin at multiples of `seconds` since 1970. */
export type Limit = { readonly attempts: number; readonly seconds: number };

/** Limits of one client, and of one account: `of` says what of the body names it. */
export type RateLimitDefinition = {
  readonly client: Limit;
  readonly account?: Limit & { readonly of: (body: never) => string };
};

/** Counts a valid request. Throws a `DomainError` with the code `TOO_MANY_REQUESTS`; made by `rateLimit` of rateLimit.ts. */
export type RateLimit = (event: APIGatewayProxyEventV2, body: unknown) => Promise<void>;

/** What is left of a part of the request after its schema, `undefined` where the route has none. */
type Parsed<Route extends RouteDefinition, Part extends string> = Route extends { [part in Part]: infer Schema }
  ? z.output<Schema>
  : undefined;

/** A request after all checks. Parts without a schema are `undefined`; `caller` is there when the route asks for one. */
export type Request<Route extends RouteDefinition> = {
  body: Parsed<Route, 'body'>;
  path: Parsed<Route, 'path'>;
  query: Parsed<Route, 'query'>;
  caller: Route extends { auth: Audience } ? Caller : undefined;
  /** The body as it was sent, for those who check a signature over it. */
  rawBody: string;
  /** By their names in lower case. */
  headers: Record<string, string | undefined>;
} & (Route extends { idempotencyKey: true }
  ? {
      /** The `Idempotency-Key` header, if one was sent: 1 to 255 printable ASCII characters. */
      idempotencyKey: string | undefined;
    }
  : unknown);

/** Path parameters of every route that names one thing. What no id looks like is simply not found. */
export const PathId = z.object({ id: z.string().max(128) });
