import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ConfirmSignUpBody } from '../account/account.ts';
import { confirmSignUpLimit } from '../account/rateLimits.ts';
import { confirmAccount } from '../signUp/confirmAccount.ts';

/** `POST /confirm-sign-up` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: ConfirmSignUpBody, rateLimit: confirmSignUpLimit, failureMsg: 'confirm-sign-up failed' },
  async ({ body }) => {
    await confirmAccount(body, body.confirmationCode);
    return ok({ msg: 'User successfully confirmed!' });
  },
);
