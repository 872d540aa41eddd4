import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ResetPasswordBody } from '../account.ts';
import { resetPasswordLimit } from '../rateLimits.ts';
import { resetAccount } from '../resetAccount.ts';

/** `POST /reset-password` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: ResetPasswordBody, rateLimit: resetPasswordLimit, failureMsg: 'reset-password failed' },
  async ({ body }) => {
    await resetAccount(body, body.confirmationCode, body.password);
    return ok({ msg: 'Password successfully changed!' });
  },
);
