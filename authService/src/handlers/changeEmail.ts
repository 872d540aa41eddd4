import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { requestNewEmail } from '../email/changeEmail.ts';
import { changeEmailRoute } from '../email/emailRoutes.ts';

/** Emails a code to a new address of the caller's. */
export const handler = httpHandler(
  changeEmailRoute,
  async ({ caller, body }) => {
    await requestNewEmail(caller, body.email);
    return respond({ msg: 'If the address is free, a code is on its way to it.' });
  },
  rateLimit(changeEmailRoute),
);
