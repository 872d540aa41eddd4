import type { Schemas } from '@ecommerce/client';
import type { ShopContext } from './context.ts';
import { codedError, dataOf } from './errors.ts';

type LoginSource = { token: string; accessToken: string; refreshToken?: string; expiresIn: number };

const loginOf = (tokens: Schemas['auth']['SignedIn']['tokens'] | Schemas['auth']['Tokens']): LoginSource => ({
  token: tokens.IdToken,
  accessToken: tokens.AccessToken,
  expiresIn: tokens.ExpiresIn,
  ...('RefreshToken' in tokens ? { refreshToken: tokens.RefreshToken } : {}),
});

const userOf = ({ userId, fullName, email, groups, mfa }: Schemas['auth']['Account']) => ({
  id: userId,
  name: fullName,
  email,
  groups,
  mfa,
});

/** Lets a request try one sign-in: aliases would make it a way to guess passwords in bulk. */
const countLogin = (context: ShopContext): void => {
  context.logins += 1;
  if (context.logins > 1) throw codedError('INVALID_INPUT', 'A request may sign in once.');
};

type Credentials = { email: string; password: string };

export const account = {
  Query: {
    me: async (_: unknown, __: unknown, { shop }: ShopContext) => userOf(await dataOf(shop.auth.GET('/me'))),
  },
  Mutation: {
    signUp: async (_: unknown, { name, ...rest }: Credentials & { name: string }, { shop }: ShopContext) => {
      const { msg } = await dataOf(shop.auth.POST('/sign-up', { body: { fullName: name, ...rest } }));
      return { message: msg };
    },
    confirmSignUp: async (_: unknown, { email, code }: { email: string; code: string }, { shop }: ShopContext) => {
      const body = { email, confirmationCode: code };
      return { message: (await dataOf(shop.auth.POST('/confirm-sign-up', { body }))).msg };
    },
    login: async (_: unknown, body: Credentials, context: ShopContext) => {
      countLogin(context);
      const data = await dataOf(context.shop.auth.POST('/sign-in', { body }));
      if ('tokens' in data) return loginOf(data.tokens);
      throw codedError('MFA_REQUIRED', 'Send the code of the authenticator app with loginMfa.', {
        session: data.session,
      });
    },
    loginMfa: async (_: unknown, body: { session: string; code: string }, context: ShopContext) => {
      countLogin(context);
      return loginOf((await dataOf(context.shop.auth.POST('/sign-in/mfa', { body }))).tokens);
    },
    refreshLogin: async (_: unknown, body: { refreshToken: string }, { shop }: ShopContext) =>
      loginOf((await dataOf(shop.auth.POST('/refresh-token', { body }))).tokens),
  },
  Login: {
    user: async ({ accessToken }: LoginSource, _: unknown, { shop }: ShopContext) =>
      userOf(await dataOf(shop.auth.GET('/me', { headers: { authorization: `Bearer ${accessToken}` } }))),
  },
};
