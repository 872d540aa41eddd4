import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { leaveGroupRoute } from '../groups/groupRoutes.ts';
import { leaveGroup } from '../groups/groups.ts';

/** Takes an account out of a group. */
export const handler = httpHandler(leaveGroupRoute, async ({ caller, path }) =>
  respond(await leaveGroup(caller, path.id, path.group)),
);
