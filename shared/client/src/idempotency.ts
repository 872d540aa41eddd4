import type { Middleware } from 'openapi-fetch';
import { keyedRoutes } from './generated/keyedRoutes.ts';
import type { Service } from './services.ts';

/** Routes with these methods may be repeated. */
const REPEATABLE_METHODS = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** These may be repeated although their method is `POST`: they change nothing, or end what has ended. */
const REPEATABLE_ROUTES = ['/checkout/quote', '/refresh-token', '/sign-out'];

const repeatable = new WeakSet<Request>();

/** Returns whether several requests have the effect of one. */
export const isRepeatable = (request: Request): boolean => repeatable.has(request);

/** Gives each call of a route that honours it an `Idempotency-Key`, unless the caller has sent one, and marks requests that may be repeated. */
export const idempotency = (service: Service): Middleware => {
  const keyed: readonly string[] = keyedRoutes[service];
  return {
    onRequest({ request, schemaPath }) {
      const hasKey = keyed.includes(`${request.method} ${schemaPath}`);
      if (hasKey && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', newKey());
      if (hasKey || REPEATABLE_METHODS.includes(request.method) || REPEATABLE_ROUTES.includes(schemaPath)) {
        repeatable.add(request);
      }
    },
  };
};

/** Returns a UUID (version 4). `crypto.randomUUID` is absent from pages without TLS, such as those that a phone gets from a laptop. */
const newKey = (): string => {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};
