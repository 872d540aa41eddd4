import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import * as requests from '../src/account/account.ts';
import * as answers from './answers.ts';

const account = { fullName: 'Ann Lee', email: 'ann@example.com', password: 'passwrod123' };
const { fullName, email, password } = account;
const confirmationCode = '123456';
const jwt = 'eyJraWQiOiJLTzRVMWZs…';

const message = (about: string, msg: string) => answered(about, answers.Message, { msg });

/** Nobody learns by a route that mails a code who has an account. */
const codeMailed = (msg: string): Pick<RouteDescription, 'answer' | 'errors'> => ({
  answer: message('The same whether or not there is such an account.', msg),
  errors: ['INVALID_INPUT', 'TOO_MANY_REQUESTS'],
});

const tokens = { AccessToken: jwt, ExpiresIn: 3600, IdToken: jwt, TokenType: 'Bearer' };

const eitherName = 'Either `fullName` or `email` identifies the account, not both.';

/** The routes by which an account comes into being and is used. */
const accounts: Record<string, RouteDescription> = {
  'POST /sign-up': {
    operationId: 'signUp',
    summary: 'Create an account',
    description:
      'Emails a code. `password` has 8 characters or more, with a letter and a digit; very common passwords are rejected. `fullName` consists of letters, digits, symbols and spaces and is not an email address; runs of white space and case are ignored. The same name, address and password again is the same account and gets another code.',
    failureMsg: 'sign-up failed',
    body: requests.SignUpBody,
    example: { body: account },
    answer: message('The account waits for its code.', 'Account created. Please varify your email.'),
    errors: ['INVALID_INPUT', 'INVALID_PASSWORD', 'TOO_MANY_REQUESTS', 'CODE_NOT_SENT'],
  },
  'POST /confirm-sign-up': {
    operationId: 'confirmSignUp',
    summary: 'Confirm an account with the emailed code',
    description:
      'A code is valid for 24 hours. `fullName`, `email` or both identify the account; both are required if more than five accounts await confirmation.',
    failureMsg: 'confirm-sign-up failed',
    body: requests.ConfirmSignUpBody,
    example: { body: { fullName, confirmationCode } },
    answer: message('The account can sign in.', 'User successfully confirmed!'),
    errors: ['INVALID_INPUT', 'INVALID_CONFIRMATION_CODE', 'TOO_MANY_REQUESTS'],
  },
  'POST /resend-code': {
    operationId: 'resendCode',
    summary: 'Request another code',
    description: '`fullName`, `email` or both identify the account.',
    failureMsg: 'resend-code failed',
    body: requests.ResendCodeBody,
    example: { body: { email } },
    ...codeMailed('If the account waits for confirmation, a new code is on its way.'),
  },
  'POST /sign-in': {
    operationId: 'signIn',
    summary: 'Sign in',
    description: eitherName,
    failureMsg: 'sign-in failed',
    body: requests.SignInBody,
    example: { body: { fullName, password } },
    answer: answered('The account’s tokens.', answers.SignedIn, {
      msg: 'User successfully signed in!',
      tokens: { ...tokens, RefreshToken: jwt },
    }),
    errors: [
      'INVALID_INPUT',
      'INVALID_CREDENTIALS',
      'USER_NOT_CONFIRMED',
      'PASSWORD_RESET_REQUIRED',
      'FORBIDDEN',
      'TOO_MANY_REQUESTS',
    ],
  },
  'GET /me': {
    operationId: 'getMe',
    summary: 'The account of the token',
    failureMsg: 'me failed',
    auth: 'customer',
    answer: answered('The account.', answers.Me, {
      userId: '461d74ad-bc6b-4e54-9417-b010d01bc086',
      fullName,
      email,
      createdAt: '2026-11-21T08:00:41.814Z',
    }),
    errors: ['UNAUTHORIZED', 'NOT_FOUND'],
  },
};

/** The routes by which a session goes on or ends, and a lost password is replaced. */
const sessions: Record<string, RouteDescription> = {
  'POST /refresh-token': {
    operationId: 'refreshToken',
    summary: 'Get new tokens',
    failureMsg: 'refresh-token failed',
    body: requests.RefreshTokenBody,
    example: { body: { refreshToken: jwt } },
    answer: answered('New tokens, without a new refresh token.', answers.Refreshed, {
      msg: 'Tokens successfully refreshed!',
      tokens,
    }),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED', 'TOO_MANY_REQUESTS'],
  },
  'POST /forgot-password': {
    operationId: 'forgotPassword',
    summary: 'Request a code to reset the password',
    description: `The code is valid for an hour. ${eitherName}`,
    failureMsg: 'forgot-password failed',
    body: requests.ForgotPasswordBody,
    example: { body: { fullName } },
    ...codeMailed('If the account exists, a code to reset the password is on its way.'),
  },
  'POST /reset-password': {
    operationId: 'resetPassword',
    summary: 'Reset the password with the emailed code',
    description: `Ends all sessions of the account. ${eitherName}`,
    failureMsg: 'reset-password failed',
    body: requests.ResetPasswordBody,
    example: { body: { fullName, confirmationCode, password: 'passwrod456' } },
    answer: message('The new password counts.', 'Password successfully changed!'),
    errors: ['INVALID_INPUT', 'INVALID_PASSWORD', 'INVALID_CONFIRMATION_CODE', 'TOO_MANY_REQUESTS'],
  },
  'POST /sign-out': {
    operationId: 'signOut',
    summary: 'End all sessions of the account',
    description: 'Its refresh tokens stop working. Access and ID tokens stay valid until they expire.',
    failureMsg: 'sign-out failed',
    body: requests.SignOutBody,
    example: { body: { accessToken: jwt } },
    answer: message('All sessions have ended.', 'User succesfully signed out!'),
    errors: ['INVALID_INPUT', 'UNAUTHORIZED', 'TOO_MANY_REQUESTS'],
  },
};

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
