import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ForgotPasswordBody } from '../account/account.ts';
import { forgotPasswordLimit } from '../account/rateLimits.ts';
import { forgotPassword } from '../password/resetAccount.ts';

/** `POST /forgot-password` → 200 `{ msg }`, whether or not the account exists. */
export const handler = httpHandler(
  { body: ForgotPasswordBody, rateLimit: forgotPasswordLimit, failureMsg: 'forgot-password failed' },
  async ({ body }) => {
    await forgotPassword(body);
    return ok({ msg: 'If the account exists, a code to reset the password is on its way.' });
  },
);
