import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getMeRoute } from '../account/accountRoutes.ts';
import { ownProfile } from '../profile/profile.ts';

/** Returns the caller's account. */
export const handler = httpHandler(getMeRoute, async ({ caller }) => respond(await ownProfile(caller)));
