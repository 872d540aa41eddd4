import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { beginMfa } from '../mfa/mfa.ts';
import { startMfaRoute } from '../mfa/mfaRoutes.ts';

/** Returns what an authenticator app needs. */
export const handler = httpHandler(
  startMfaRoute,
  async ({ caller, body }) => respond(await beginMfa(caller, body.password)),
  rateLimit(startMfaRoute),
);
