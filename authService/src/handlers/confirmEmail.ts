import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { confirmNewEmail } from '../email/changeEmail.ts';
import { confirmEmailRoute } from '../email/emailRoutes.ts';

/** Makes the new address the caller's. */
export const handler = httpHandler(
  confirmEmailRoute,
  async ({ caller, body }) => {
    await confirmNewEmail(caller, body.confirmationCode);
    return respond({ msg: 'Email address changed.' });
  },
  rateLimit(confirmEmailRoute),
);
