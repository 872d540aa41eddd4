import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import * as requests from '../src/account/account.ts';
import { getMeRoute, refreshTokenRoute, signInRoute, signOutRoute } from '../src/account/accountRoutes.ts';
import { forgotPasswordRoute, resetPasswordRoute } from '../src/password/passwordRoutes.ts';
import { confirmSignUpRoute, resendCodeRoute, signUpRoute } from '../src/signUp/signUpRoutes.ts';
import * as answers from './answers.ts';

const account = { fullName: 'Ann Lee', email: 'ann@example.com', password: 'passwrod123' };
const { fullName, email, password } = account;
const confirmationCode = '123456';
const jwt = 'eyJraWQiOiJLTzRVMWZs…';

const message = (about: string, msg: string) => answered(about, answers.Message, { msg });

/** Nobody learns by a route that mails a code who has an account. */
const codeMailed = (msg: string) => message('The same whether or not there is such an account.', msg);

const tokens = { AccessToken: jwt, ExpiresIn: 3600, IdToken: jwt, TokenType: 'Bearer' };

const eitherName = 'Either `fullName` or `email` identifies the account, not both.';

/** The routes by which an account comes into being and is used. */
const accounts: RouteDescription[] = [
  {
    definition: signUpRoute,
    summary: 'Create an account',
    description:
      'Emails a code. `password` has 8 characters or more, with a letter and a digit; very common passwords are rejected. `fullName` consists of letters, digits, symbols and spaces and is not an email address; runs of white space and case are ignored. The same name, address and password again is the same account and gets another code.',
    example: { body: account },
    answer: message('The account waits for its code.', 'Account created. Please varify your email.'),
  },
  {
    definition: confirmSignUpRoute,
    summary: 'Confirm an account with the emailed code',
    description:
      'A code is valid for 24 hours. `fullName`, `email` or both identify the account; both are required if more than five accounts await confirmation.',
    example: { body: { fullName, confirmationCode } },
    answer: message('The account can sign in.', 'User successfully confirmed!'),
  },
  {
    definition: resendCodeRoute,
    summary: 'Request another code',
    description: '`fullName`, `email` or both identify the account.',
    example: { body: { email } },
    answer: codeMailed('If the account waits for confirmation, a new code is on its way.'),
  },
  {
    definition: signInRoute,
    summary: 'Sign in',
    description: eitherName,
    example: { body: { fullName, password } },
    answer: answered('The account’s tokens.', answers.SignedIn, {
      msg: 'User successfully signed in!',
      tokens: { ...tokens, RefreshToken: jwt },
    }),
  },
  {
    definition: getMeRoute,
    summary: 'The account of the token',
    answer: answered('The account.', answers.Me, {
      userId: '461d74ad-bc6b-4e54-9417-b010d01bc086',
      fullName,
      email,
      createdAt: '2026-11-21T08:00:41.814Z',
    }),
  },
];

/** The routes by which a session goes on or ends, and a lost password is replaced. */
const sessions: RouteDescription[] = [
  {
    definition: refreshTokenRoute,
    summary: 'Get new tokens',
    example: { body: { refreshToken: jwt } },
    answer: answered('New tokens, without a new refresh token.', answers.Refreshed, {
      msg: 'Tokens successfully refreshed!',
      tokens,
    }),
  },
  {
    definition: forgotPasswordRoute,
    summary: 'Request a code to reset the password',
    description: `The code is valid for an hour. ${eitherName}`,
    example: { body: { fullName } },
    answer: codeMailed('If the account exists, a code to reset the password is on its way.'),
  },
  {
    definition: resetPasswordRoute,
    summary: 'Reset the password with the emailed code',
    description: `Ends all sessions of the account. ${eitherName}`,
    example: { body: { fullName, confirmationCode, password: 'passwrod456' } },
    answer: message('The new password counts.', 'Password successfully changed!'),
  },
  {
    definition: signOutRoute,
    summary: 'End all sessions of the account',
    description: 'Its refresh tokens stop working. Access and ID tokens stay valid until they expire.',
    example: { body: { accessToken: jwt } },
    answer: message('All sessions have ended.', 'User succesfully signed out!'),
  },
];

export const description: ServiceDescription = {
  about: 'Accounts: sign-up with a mailed code, sign-in, passwords. Every error has a `msg` beside its `error`.',
  requests: {
    SignUpBody: requests.SignUpBody,
    ConfirmSignUpBody: requests.ConfirmSignUpBody,
    ResendCodeBody: requests.ResendCodeBody,
    SignInBody: requests.SignInBody,
    RefreshTokenBody: requests.RefreshTokenBody,
    ForgotPasswordBody: requests.ForgotPasswordBody,
    ResetPasswordBody: requests.ResetPasswordBody,
    SignOutBody: requests.SignOutBody,
  },
  answers,
  groups: { Accounts: accounts, 'Sessions and passwords': sessions },
};
