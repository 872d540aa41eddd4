import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { findWaiting } from '../account/resolveAccount.ts';
import { resendCodes } from '../account/userPool.ts';
import { resendCodeRoute } from '../signUp/signUpRoutes.ts';

/** Emails another code to accounts that wait for theirs. The response does not reveal whether there is one. */
export const handler = httpHandler(
  resendCodeRoute,
  async ({ body }) => {
    await resendCodes((await findWaiting(body)).usernames);
    return respond({ msg: 'If the account waits for confirmation, a new code is on its way.' });
  },
  rateLimit(resendCodeRoute),
);
