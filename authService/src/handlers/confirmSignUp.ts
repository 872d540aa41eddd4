import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ConfirmSignUpBody } from '../account.ts';
import { confirmAccount } from '../confirmAccount.ts';

/** `POST /confirm-sign-up` → 200 `{ msg }`. */
export const handler = httpHandler(
  { body: ConfirmSignUpBody, failureMsg: 'confirm-sign-up failed' },
  async ({ body }) => {
    await confirmAccount(body, body.confirmationCode);
    return ok({ msg: 'User successfully confirmed!' });
  },
);
