import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { changePassword } from '../password/changePassword.ts';
import { changePasswordRoute } from '../password/passwordRoutes.ts';

/** Changes the caller's password and ends all sessions. */
export const handler = httpHandler(
  changePasswordRoute,
  async ({ caller, body }) => {
    await changePassword(caller, body.oldPassword, body.newPassword);
    return respond({ msg: 'Password changed: sign in again.' });
  },
  rateLimit(changePasswordRoute),
);
