import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { signUp } from '../signUp/signUp.ts';
import { signUpRoute } from '../signUp/signUpRoutes.ts';

/** `POST /sign-up` → 200 `{ msg }`; the code is mailed. The address of a confirmed account answers the same. */
export const handler = httpHandler(
  signUpRoute,
  async ({ body }) => {
    await signUp(body);
    return respond({ msg: 'Account created. Please varify your email.' });
  },
  rateLimit(signUpRoute),
);
