import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { joinGroupRoute } from '../groups/groupRoutes.ts';
import { joinGroup } from '../groups/groups.ts';

/** Puts an account into a group. */
export const handler = httpHandler(joinGroupRoute, async ({ caller, path }) =>
  respond(await joinGroup(caller, path.id, path.group)),
);
