import { UserAttributes } from '../account/account.ts';
import { changeAddress, hasTicket, newAddress, withSignUp } from '../account/addresses.ts';
import { announceName } from '../account/names.ts';
import { countMail } from './mailLimit.ts';

type SignUpRequest = {
  username: string;
  attributes: Record<string, string | undefined>;
  /** Of an account that `POST /sign-up` has announced. */
  ticket: string | undefined;
};

/**
 * Lets a user into the pool, whoever creates it: `POST /sign-up`, an administrator, or anyone who knows the public client id. An account
 * that nobody announced is announced here; its password is not known, so that its address is contested from then on.
 *
 * @throws {Error} where name or address are not as they are stored, and where the address belongs to a confirmed account
 */
export const checkSignUp = async ({ username, attributes, ticket }: SignUpRequest): Promise<void> => {
  const { email = '', name = '' } = attributes;
  const stored = UserAttributes.safeParse({ email, name });
  if (stored.data?.email !== email || stored.data.name !== name) throw new Error('The name or email is not valid');
  const at = Date.now();
  let announced = false;
  await changeAddress(email, (found) => {
    const address = found ?? newAddress();
    if (address.owner !== undefined) throw new Error('The email cannot be used');
    announced = hasTicket(address, username, ticket);
    return announced ? undefined : withSignUp(address, { username, fullName: name, at });
  });
  if (announced) return;
  await countMail(email);
  await announceName(name, { username, at });
};
