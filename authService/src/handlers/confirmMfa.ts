import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { confirmMfa } from '../mfa/mfa.ts';
import { confirmMfaRoute } from '../mfa/mfaRoutes.ts';

/** Turns on codes at sign-in. */
export const handler = httpHandler(
  confirmMfaRoute,
  async ({ caller, body }) => {
    await confirmMfa(caller, body.code);
    return respond({ msg: 'Two-factor sign-in is on.' });
  },
  rateLimit(confirmMfaRoute),
);
