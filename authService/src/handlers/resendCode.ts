import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { ResendCodeBody } from '../account/account.ts';
import { resendCodeLimit } from '../account/rateLimits.ts';
import { findWaiting } from '../account/resolveAccount.ts';
import { resendCodes } from '../account/userPool.ts';

/** `POST /resend-code` → 200 `{ msg }`, whether or not the account exists. */
export const handler = httpHandler(
  { body: ResendCodeBody, rateLimit: resendCodeLimit, failureMsg: 'resend-code failed' },
  async ({ body }) => {
    await resendCodes((await findWaiting(body)).usernames);
    return ok({ msg: 'If the account waits for confirmation, a new code is on its way.' });
  },
);
