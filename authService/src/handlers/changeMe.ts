import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { changeProfile } from '../profile/changeProfile.ts';
import { changeMeRoute } from '../profile/profileRoutes.ts';

/** Changes the name and the language of the caller's account. */
export const handler = httpHandler(
  changeMeRoute,
  async ({ caller, body }) => respond(await changeProfile(caller, body)),
  rateLimit(changeMeRoute),
);
