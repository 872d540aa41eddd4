import type { startAccounts } from './accountSetting.ts';

type Accounts = Awaited<ReturnType<typeof startAccounts>>;

export const PASSWORD = 'passwrod123';

/** A confirmed account with a session. */
export type Person = { fullName: string; email: string; userId: string; access: string; id: string };

/** Signs in, and answers the session's tokens. */
export const signInAs = async (accounts: Accounts, who: object, password = PASSWORD) => {
  const { status, body } = await accounts.call('signIn', { body: { ...who, password } });
  const tokens = (body.tokens ?? {}) as { AccessToken?: string; IdToken?: string; RefreshToken?: string };
  return {
    status,
    body,
    access: tokens.AccessToken ?? '',
    id: tokens.IdToken ?? '',
    refresh: tokens.RefreshToken ?? '',
  };
};

/** Signs up, confirms and signs in. */
export const newPerson = async (
  accounts: Accounts,
  fullName: string,
  email = `${fullName.replaceAll(' ', '.').toLowerCase()}@example.com`,
): Promise<Person> => {
  await accounts.post('/sign-up', { fullName, email, password: PASSWORD });
  await accounts.post('/confirm-sign-up', { email, confirmationCode: accounts.codeTo(email) });
  const { access, id } = await signInAs(accounts, { email });
  const { body } = await accounts.call('getMe', { token: id });
  return { fullName, email, userId: String(body.userId), access, id };
};
