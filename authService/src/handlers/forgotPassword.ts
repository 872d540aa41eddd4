import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { forgotPasswordRoute } from '../password/passwordRoutes.ts';
import { forgotPassword } from '../password/resetAccount.ts';

/** Emails a code to reset the password. The response does not reveal whether the account exists. */
export const handler = httpHandler(
  forgotPasswordRoute,
  async ({ body }) => {
    await forgotPassword(body);
    return respond({ msg: 'If the account exists, a code to reset the password is on its way.' });
  },
  rateLimit(forgotPasswordRoute),
);
