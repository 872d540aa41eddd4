import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listUsers } from '../users/userList.ts';
import { listUsersRoute } from '../users/userRoutes.ts';

/** Lists confirmed accounts. */
export const handler = httpHandler(listUsersRoute, async ({ query }) => respond(await listUsers(query)));
