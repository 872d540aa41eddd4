import { claimAddress } from './addresses.ts';
import { claimName } from './names.ts';
import { putUserOnce } from './userStore.ts';

/** A confirmed account in the user pool. */
export type ConfirmedAccount = {
  sub: string;
  username: string;
  fullName: string;
  email: string;
  emailVerified: boolean;
  locale?: string | undefined;
  createdAt: Date;
  /** Hash of the code that confirmed the account. */
  codeHash?: string | undefined;
};

/** Writes the rows of a confirmed account: address, name, and last its own, so that it exists only if the others do. Idempotent. */
export const recordAccount = async (account: ConfirmedAccount): Promise<void> => {
  const { sub, username, fullName, email } = account;
  if (account.emailVerified) await claimAddress(email, sub);
  await claimName(fullName, sub, username);
  await putUserOnce({
    userId: sub,
    username,
    fullName,
    email,
    locale: account.locale,
    createdAt: account.createdAt.toISOString(),
    codeHash: account.codeHash,
  });
};
