import type * as z from 'zod';
import type { RouteDefinition } from '../src/route.ts';
import type { DeployedRoute } from './deployedRoutes.ts';

/** The contents of a service's API document beyond its route definitions: `{service}/openapi/routes.ts` exports them as `description`. */
export type ServiceDescription = {
  /** The purpose of the service, in a sentence or two. */
  about: string;
  /** Schemas of requests, the same objects that the handlers validate with, by their names in the document. */
  requests: Readonly<Record<string, z.ZodType>>;
  /** Schemas of answers and of parts of them, by their names in the document. */
  answers: Readonly<Record<string, z.ZodType>>;
  /** Routes by subject. */
  groups: Readonly<Record<string, readonly RouteDescription[]>>;
};

/** A service's API: its description, and the routes that its stack deploys. */
export type ServiceApi = {
  description: ServiceDescription;
  deployed: readonly DeployedRoute[];
};

/** Returns all routes of a service. */
export const routesOf = ({ groups }: ServiceDescription): RouteDescription[] => Object.values(groups).flat();

/**
 * The contents of the document about a route beyond its definition. `document.ts` adds the parts common to all routes: correlation id,
 * throttle, errors of the gateway.
 */
export type RouteDescription = {
  /** The object that the handler is created from. */
  definition: RouteDefinition;
  /** A few words. */
  summary: string;
  /** Markdown; everything that the schemas do not say. */
  description?: string;
  /** Other headers that the route may read, each with a description. */
  headers?: Readonly<Record<string, string>>;
  /** Those that every request must have. */
  requiredHeaders?: Readonly<Record<string, string>>;
  /** One of `requests`, for a body that the handler reads unparsed. */
  rawBody?: z.ZodType;
  /** A request that the schemas accept. */
  example?: { path?: Readonly<Record<string, string>>; body?: unknown };
  /** A successful response. */
  answer: {
    /** The meaning of the response. */
    about: string;
    /** Headers that only this answer has. */
    headers?: readonly ('X-Next-Cursor' | 'Content-Disposition' | 'Location')[];
  } & (
    | {
        /** One of `answers`. */
        schema: z.ZodType;
        example: unknown;
      }
    | {
        /** Of a file. */
        mediaType: string;
      }
  );
};

/** A JSON object. */
export type Json = { [key: string]: unknown };
