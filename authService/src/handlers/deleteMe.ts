import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { deleteMeRoute } from '../deletion/deletionRoutes.ts';
import { requestDeletion } from '../deletion/requestDeletion.ts';

/** Deletes the caller's account. */
export const handler = httpHandler(
  deleteMeRoute,
  async ({ caller, body }) => {
    await requestDeletion(caller, body);
    return respond({ msg: 'Your account is being deleted.' });
  },
  rateLimit(deleteMeRoute),
);
