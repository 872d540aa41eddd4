import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ConfirmSignUpBody } from '../account.ts';
import { confirmAccount } from '../confirmAccount.ts';
import { confirmSignUpLimit } from '../rateLimits.ts';

/** `POST /confirm-sign-up` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: ConfirmSignUpBody, rateLimit: confirmSignUpLimit, failureMsg: 'confirm-sign-up failed' },
  async ({ body }) => {
    await confirmAccount(body, body.confirmationCode);
    return ok({ msg: 'User successfully confirmed!' });
  },
);
