import { claimAddress } from './addresses.ts';
import { claimName } from './names.ts';
import { putUserOnce } from './userStore.ts';

/** A confirmed account as the user pool knows it. */
export type ConfirmedAccount = {
  sub: string;
  username: string;
  fullName: string;
  email: string;
  emailVerified: boolean;
  createdAt: Date;
  /** Of the code that has confirmed it. */
  codeHash?: string | undefined;
};

/**
 * Writes the rows of a confirmed account: address, name, then the account's own, which is there only when the others are.
 * Repeated, it changes nothing.
 */
export const recordAccount = async (account: ConfirmedAccount): Promise<void> => {
  const { sub, username, fullName, email } = account;
  if (account.emailVerified) await claimAddress(email, sub);
  await claimName(fullName, sub, username);
  await putUserOnce({
    userId: sub,
    username,
    fullName,
    email,
    createdAt: account.createdAt.toISOString(),
    codeHash: account.codeHash,
  });
};
