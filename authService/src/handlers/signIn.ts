import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { signInRoute } from '../account/accountRoutes.ts';
import { findSigningIn } from '../account/resolveAccount.ts';
import { signIn } from '../account/userPool.ts';

/** Returns the account's tokens. */
export const handler = httpHandler(
  signInRoute,
  async ({ body }) =>
    respond({ msg: 'User successfully signed in!', tokens: await signIn(await findSigningIn(body), body.password) }),
  rateLimit(signInRoute),
);
