import { UserAttributes } from '../account/account.ts';
import { changeAddress, hasTicket, newAddress, withSignUp } from '../account/addresses.ts';
import { recordPendingName } from '../account/names.ts';
import { countMail } from './mailLimit.ts';

type SignUpRequest = {
  username: string;
  attributes: Record<string, string | undefined>;
  /** The ticket of an account that `POST /sign-up` has recorded. */
  ticket: string | undefined;
};

/**
 * Decides whether a user may enter the pool, whoever creates it: `POST /sign-up`, an administrator, or anyone who knows the public client
 * id. An account that `POST /sign-up` has not recorded is recorded here. Its password is unknown, so its address is contested from then
 * on.
 *
 * @throws {Error} if name or address are not in their stored form, or the address belongs to a confirmed account
 */
export const checkSignUp = async ({ username, attributes, ticket }: SignUpRequest): Promise<void> => {
  const { email = '', name = '' } = attributes;
  const stored = UserAttributes.safeParse({ email, name });
  if (stored.data?.email !== email || stored.data.name !== name) throw new Error('The name or email is not valid');
  const at = Date.now();
  let isRecorded = false;
  await changeAddress(email, (found) => {
    const address = found ?? newAddress();
    if (address.owner !== undefined) throw new Error('The email cannot be used');
    isRecorded = hasTicket(address, username, ticket);
    return isRecorded ? undefined : withSignUp(address, { username, fullName: name, at });
  });
  if (isRecorded) return;
  await countMail(email);
  await recordPendingName(name, { username, at });
};
