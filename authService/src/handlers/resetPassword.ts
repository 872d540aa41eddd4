import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ResetPasswordBody } from '../account/account.ts';
import { resetPasswordLimit } from '../account/rateLimits.ts';
import { resetAccount } from '../password/resetAccount.ts';

/** `POST /reset-password` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: ResetPasswordBody, rateLimit: resetPasswordLimit, failureMsg: 'reset-password failed' },
  async ({ body }) => {
    await resetAccount(body, body.confirmationCode, body.password);
    return ok({ msg: 'Password successfully changed!' });
  },
);
