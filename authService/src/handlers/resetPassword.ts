import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ResetPasswordBody } from '../account.ts';
import { resetPassword } from '../userPool.ts';

/** `POST /reset-password` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: ResetPasswordBody, failureMsg: 'reset-password failed' },
  async ({ body }) => {
    await resetPassword(body, body.confirmationCode, body.password);
    return ok({ msg: 'Password successfully changed!' });
  },
);
