import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { withCookie } from '../account/refreshCookie.ts';
import { answerChallenge } from '../account/signInPool.ts';
import { signInMfaRoute } from '../mfa/mfaRoutes.ts';

/** Completes a sign-in with a code, and returns the account's tokens. */
export const handler = httpHandler(
  signInMfaRoute,
  async ({ body, ...request }) => {
    const { tokens, ...cookies } = withCookie(request, await answerChallenge(body.session, body.code));
    return { ...respond({ msg: 'User successfully signed in!', tokens }), ...cookies };
  },
  rateLimit(signInMfaRoute),
);
