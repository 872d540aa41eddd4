import type { ErrorCode } from '../src/errors.ts';
import type { RouteDefinition } from '../src/route.ts';

/** Returns the error codes of a route: its own, and those implied by its schemas, authorization, idempotency key and rate limit. */
export const errorsOf = ({ auth, body, query, idempotencyKey, rateLimit, errors }: RouteDefinition): ErrorCode[] => {
  const codes: (ErrorCode | false)[] = [
    (body ?? query) !== undefined && 'INVALID_INPUT',
    auth !== undefined && 'UNAUTHORIZED',
    ['staff', 'admin', 'uploads'].includes(auth ?? '') && 'FORBIDDEN',
    idempotencyKey === true && 'IDEMPOTENCY_KEY_REUSED',
    rateLimit !== undefined && 'TOO_MANY_REQUESTS',
    ...errors,
  ];
  return [...new Set(codes.filter((code) => code !== false))];
};
