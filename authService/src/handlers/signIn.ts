import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { SignInBody } from '../account/account.ts';
import { signInLimit } from '../account/rateLimits.ts';
import { findSigningIn } from '../account/resolveAccount.ts';
import { signIn } from '../account/userPool.ts';

/** `POST /sign-in` → 200 `{ msg, tokens }`. */
export const handler = httpHandler(
  { body: SignInBody, rateLimit: signInLimit, failureMsg: 'sign-in failed' },
  async ({ body }) =>
    ok({ msg: 'User successfully signed in!', tokens: await signIn(await findSigningIn(body), body.password) }),
);
