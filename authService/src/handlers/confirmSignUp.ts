import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { confirmAccount } from '../signUp/confirmAccount.ts';
import { confirmSignUpRoute } from '../signUp/signUpRoutes.ts';

/** Confirms an account with the emailed code. */
export const handler = httpHandler(
  confirmSignUpRoute,
  async ({ body }) => {
    await confirmAccount(body, body.confirmationCode);
    return respond({ msg: 'User successfully confirmed!' });
  },
  rateLimit(confirmSignUpRoute),
);
