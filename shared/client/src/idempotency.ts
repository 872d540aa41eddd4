import type { Middleware } from 'openapi-fetch';
import { keyedRoutes } from './generated/keyedRoutes.ts';
import type { Service } from './services.ts';

/** Routes with these methods may be repeated. */
const REPEATABLE_METHODS = ['GET', 'HEAD', 'PUT', 'DELETE'];

/** These may be repeated although their method is `POST`: they change nothing, or end what has ended. */
const REPEATABLE_ROUTES = ['/checkout/quote', '/refresh-token', '/sign-out'];

/** How a request is to be sent. */
export type Sending = {
  /** Whether several requests have the effect of one. */
  isRepeatable: boolean;
  /** Whether the caller wants data, and not a file. */
  expectsJson: boolean;
};

const sendings = new WeakMap<Request, Sending>();

/** Returns how a request is to be sent. */
export const sendingOf = (request: Request): Sending =>
  sendings.get(request) ?? { isRepeatable: false, expectsJson: false };

/** Gives each call of a route that honours it an `Idempotency-Key`, unless the caller has sent one, and notes how it is to be sent. */
export const idempotency = (service: Service): Middleware => {
  const keyed: readonly string[] = keyedRoutes[service];
  return {
    onRequest({ request, schemaPath, options: { parseAs } }) {
      const hasKey = keyed.includes(`${request.method} ${schemaPath}`);
      if (hasKey && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', newKey());
      sendings.set(request, {
        isRepeatable: hasKey || REPEATABLE_METHODS.includes(request.method) || REPEATABLE_ROUTES.includes(schemaPath),
        expectsJson: parseAs === 'json' && request.method !== 'HEAD',
      });
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
