import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { getMeRoute } from '../account/accountRoutes.ts';
import { getUser } from '../account/userStore.ts';

/** Returns the caller's account. */
export const handler = httpHandler(getMeRoute, async ({ caller }) => {
  const user = await getUser(caller.userId);
  if (!user) throw new DomainError('NOT_FOUND', 'There is no such user.');
  return respond({ userId: user.userId, fullName: user.fullName, email: user.email, createdAt: user.createdAt });
});
