import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { SignOutBody } from '../account/account.ts';
import { sessionLimit } from '../account/rateLimits.ts';
import { signOut } from '../account/userPool.ts';

/** `POST /sign-out` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: SignOutBody, rateLimit: sessionLimit, failureMsg: 'sign-out failed' },
  async ({ body }) => {
    await signOut(body.accessToken);
    return ok({ msg: 'User succesfully signed out!' });
  },
);
