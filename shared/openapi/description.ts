import type * as z from 'zod';
import type { RouteDefinition } from '../src/route.ts';
import type { DeployedRoute } from './deployedRoutes.ts';

/** What a service's API document says beyond its route definitions: `{service}/openapi/routes.ts` exports it as `description`. */
export type ServiceDescription = {
  /** What the service does, in a sentence or two. */
  about: string;
  /** Schemas of requests, the same objects that the handlers check with, by their names in the document. */
  requests: Readonly<Record<string, z.ZodType>>;
  /** Schemas of answers and of parts of them, by their names in the document. */
  answers: Readonly<Record<string, z.ZodType>>;
  /** Routes that belong together, by what they are about. */
  groups: Readonly<Record<string, readonly RouteDescription[]>>;
};

/** A service's API: what its document says, and what its stack deploys. */
export type ServiceApi = {
  description: ServiceDescription;
  deployed: readonly DeployedRoute[];
};

/** All routes of a service. */
export const routesOf = ({ groups }: ServiceDescription): RouteDescription[] => Object.values(groups).flat();

/** What the document says about a route beyond its definition. `document.ts` adds what all routes have: correlation id, throttle, errors of the gateway. */
export type RouteDescription = {
  /** The object that the handler is made from. */
  definition: RouteDefinition;
  /** A few words. */
  summary: string;
  /** Markdown: what the schemas do not say. */
  description?: string;
  /** Other headers that the route reads, each with what it holds. */
  headers?: Readonly<Record<string, string>>;
  /** One of `requests`, of a body that the handler takes as it was sent. */
  rawBody?: z.ZodType;
  /** A request that the schemas accept. */
  example?: { path?: Readonly<Record<string, string>>; body?: unknown };
  /** A successful response. */
  answer: {
    /** What it means. */
    about: string;
    /** One of `answers`. */
    schema: z.ZodType;
    example: unknown;
    /** Headers of this answer alone. */
    headers?: readonly 'X-Next-Cursor'[];
  };
};

/** What a JSON document is made of. */
export type Json = { [key: string]: unknown };
