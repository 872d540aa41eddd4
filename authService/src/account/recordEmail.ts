import { log } from '@ecommerce/shared/log.ts';
import { moveToAddress, releaseAddress } from './addresses.ts';
import { getUser, setEmail } from './userStore.ts';

/** Brings an account's rows to the address that it has in the user pool. @returns whether they had another */
export const recordEmail = async (userId: string, email: string): Promise<boolean> => {
  const user = await getUser(userId);
  if (user?.email === undefined || user.email === email) return false;
  await moveToAddress(email, userId);
  await releaseAddress(user.email, userId, user.username);
  await setEmail(userId, user.email, email);
  log.info('address changed', { userId });
  return true;
};
