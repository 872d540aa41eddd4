import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { endMfa } from '../mfa/mfa.ts';
import { endMfaRoute } from '../mfa/mfaRoutes.ts';

/** Turns off codes at sign-in. */
export const handler = httpHandler(
  endMfaRoute,
  async ({ caller, body }) => {
    await endMfa(caller, body.password, body.code);
    return respond({ msg: 'Two-factor sign-in is off.' });
  },
  rateLimit(endMfaRoute),
);
