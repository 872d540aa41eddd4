import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { signInRoute } from '../account/accountRoutes.ts';
import { findSigningIn } from '../account/resolveAccount.ts';
import { signIn } from '../account/signInPool.ts';

/** Returns the account's tokens, or asks for a code of its authenticator app. */
export const handler = httpHandler(
  signInRoute,
  async ({ body }) => {
    const outcome = await signIn(await findSigningIn(body), body.password);
    return respond('tokens' in outcome ? { msg: 'User successfully signed in!', tokens: outcome.tokens } : outcome);
  },
  rateLimit(signInRoute),
);
