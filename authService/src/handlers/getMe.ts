import { DomainError } from '@ecommerce/shared/errors.ts';
import { httpHandler, ok } from '@ecommerce/shared/http.ts';
import { getUser } from '../account/userStore.ts';

/** `GET /me` → 200 `{ userId, fullName, email, createdAt }`. */
export const handler = httpHandler({ auth: 'customer', failureMsg: 'me failed' }, async ({ caller }) => {
  const user = await getUser(caller.userId);
  if (!user) throw new DomainError('NOT_FOUND', 'There is no such user.');
  return ok({ userId: user.userId, fullName: user.fullName, email: user.email, createdAt: user.createdAt });
});
