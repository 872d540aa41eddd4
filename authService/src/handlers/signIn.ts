import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { signInRoute } from '../account/accountRoutes.ts';
import { withCookie } from '../account/refreshCookie.ts';
import { findSigningIn } from '../account/resolveAccount.ts';
import { signIn } from '../account/signInPool.ts';

/** Returns the account's tokens, or asks for a code of its authenticator app. */
export const handler = httpHandler(
  signInRoute,
  async ({ body, ...request }) => {
    const outcome = await signIn(await findSigningIn(body), body.password);
    if ('challenge' in outcome) return respond(outcome);
    const { tokens, ...cookies } = withCookie(request, outcome.tokens);
    return { ...respond({ msg: 'User successfully signed in!', tokens }), ...cookies };
  },
  rateLimit(signInRoute),
);
