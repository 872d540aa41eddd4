import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getUserRoute } from '../groups/groupRoutes.ts';
import { readProfile } from '../groups/groups.ts';

/** Returns an account with its groups. */
export const handler = httpHandler(getUserRoute, async ({ path }) => respond(await readProfile(path.id)));
