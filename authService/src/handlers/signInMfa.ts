import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { answerChallenge } from '../account/signInPool.ts';
import { signInMfaRoute } from '../mfa/mfaRoutes.ts';

/** Completes a sign-in with a code, and returns the account's tokens. */
export const handler = httpHandler(
  signInMfaRoute,
  async ({ body }) =>
    respond({ msg: 'User successfully signed in!', tokens: await answerChallenge(body.session, body.code) }),
  rateLimit(signInMfaRoute),
);
