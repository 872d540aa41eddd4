import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { SignUpBody } from '../account/account.ts';
import { signUpLimit } from '../account/rateLimits.ts';
import { signUp } from '../signUp/signUp.ts';

/** `POST /sign-up` → 200 `{ msg }`; the code is mailed. The address of a confirmed account answers the same. */
export const handler = httpHandler(
  { body: SignUpBody, rateLimit: signUpLimit, failureMsg: 'sign-up failed' },
  async ({ body }) => {
    await signUp(body);
    return ok({ msg: 'Account created. Please varify your email.' });
  },
);
