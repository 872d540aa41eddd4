import type * as z from 'zod';
import type { Audience } from '../src/auth.ts';
import type { ErrorCode } from '../src/errors.ts';

/** What a service says of its API beyond what stands in its code: `{service}/openapi/routes.ts` exports one as `description`. */
export type ServiceDescription = {
  /** What the service does, in a sentence or two. */
  about: string;
  /** Schemas of requests, the same objects that the handlers check with, by their names in the document. */
  requests: Readonly<Record<string, z.ZodType>>;
  /** Schemas of answers and of parts of them, by their names in the document. */
  answers: Readonly<Record<string, z.ZodType>>;
  /** Routes that belong together, by what they are about; each by its method and path, as in `serverless.yml`. */
  groups: Readonly<Record<string, Readonly<Record<string, RouteDescription>>>>;
};

/** All routes of a service by method and path. */
export const routesOf = ({ groups }: ServiceDescription): Readonly<Record<string, RouteDescription>> =>
  Object.assign({}, ...Object.values(groups));

/** One route. What every route has (correlation id, throttle, the errors of the gateway) is added by `document.ts`. */
export type RouteDescription = {
  /** The function's key in `serverless.yml`. */
  operationId: string;
  /** A few words. */
  summary: string;
  /** Markdown: what the schemas do not say. */
  description?: string;
  /** Who may call; absent: anyone. `uploads`: anyone or admins, as the stage says. */
  auth?: Audience | 'uploads';
  /** The `msg` that its errors carry. */
  failureMsg?: string;
  /** Whether a repeat under the same `Idempotency-Key` is the same request. */
  idempotencyKey?: true;
  /** How long an answer may be cached; absent: not at all. */
  maxAgeSeconds?: number;
  path?: z.ZodObject;
  query?: z.ZodObject;
  /** Other headers that the route reads, each with what it holds. */
  headers?: Readonly<Record<string, string>>;
  /** One of `requests`; one that takes `undefined` may be left out. */
  body?: z.ZodType;
  /** One of `requests`, of a body that the handler takes as it was sent. */
  rawBody?: z.ZodType;
  /** A request that the schemas accept. */
  example?: { path?: Readonly<Record<string, string>>; body?: unknown };
  answer: {
    status: 200 | 201;
    /** What it means. */
    about: string;
    /** One of `answers`. */
    schema: z.ZodType;
    example: unknown;
    /** Headers of this answer alone. */
    headers?: readonly 'X-Next-Cursor'[];
  };
  /** Codes of the errors that are this route's own, with those of a bad body and of a token. */
  errors: readonly ErrorCode[];
};

/** What a JSON document is made of. */
export type Json = { [key: string]: unknown };
