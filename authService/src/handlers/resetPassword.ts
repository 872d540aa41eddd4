import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { resetPasswordRoute } from '../password/passwordRoutes.ts';
import { resetAccount } from '../password/resetAccount.ts';

/** Sets a new password with the emailed code. */
export const handler = httpHandler(
  resetPasswordRoute,
  async ({ body }) => {
    await resetAccount(body, body.confirmationCode, body.password);
    return respond({ msg: 'Password successfully changed!' });
  },
  rateLimit(resetPasswordRoute),
);
