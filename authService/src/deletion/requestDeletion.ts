import type { Caller } from '@ecommerce/shared/auth.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import { signedInAccount } from '../account/signedInPool.ts';
import { resignAsAdmin } from '../groups/groups.ts';
import { checkCredentials } from '../mfa/reauthentication.ts';
import { readDeletedAccount } from './deletedAccountStore.ts';
import { requestAccountDeletion } from './deletionQueue.ts';

type Credentials = { password: string; code?: string | undefined };

/**
 * Accepts the deletion of the caller's account. The queue's message is what counts: until it is sent, the account stays as it is.
 * Repeated after its response was lost, it is accepted again, whether or not the account still exists.
 *
 * @throws DomainError INVALID_INPUT without the code of an authenticator app; INVALID_CREDENTIALS; INVALID_CONFIRMATION_CODE; LAST_ADMIN;
 *   UNAUTHORIZED
 */
export const requestDeletion = async (caller: Caller, credentials: Credentials): Promise<void> => {
  try {
    await checkOwner(caller, credentials);
  } catch (error) {
    if (await readDeletedAccount(caller.userId)) return;
    throw error;
  }
  await requestAccountDeletion(caller.userId);
};

const checkOwner = async (caller: Caller, { password, code }: Credentials): Promise<void> => {
  const account = await signedInAccount(caller);
  if (account.mfa && code === undefined) {
    throw invalidInput([{ path: 'code', message: 'is needed: the account has an authenticator app' }]);
  }
  await checkCredentials(account, password, code);
  await resignAsAdmin(account);
};
