import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { SignInBody } from '../account.ts';
import { signInLimit } from '../rateLimits.ts';
import { findSigningIn } from '../resolveAccount.ts';
import { signIn } from '../userPool.ts';

/** `POST /sign-in` → 200 `{ msg, tokens }`. */
export const handler = httpHandler(
  { body: SignInBody, rateLimit: signInLimit, failureMsg: 'sign-in failed' },
  async ({ body }) =>
    ok({ msg: 'User successfully signed in!', tokens: await signIn(await findSigningIn(body), body.password) }),
);
