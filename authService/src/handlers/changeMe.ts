import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { changeMeRoute } from '../profile/profileRoutes.ts';
import { renameAccount } from '../profile/renameAccount.ts';

/** Renames the caller's account. */
export const handler = httpHandler(
  changeMeRoute,
  async ({ caller, body }) => respond(await renameAccount(caller, body.fullName)),
  rateLimit(changeMeRoute),
);
