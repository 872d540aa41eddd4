import { answered } from '../../shared/openapi/answered.ts';
import { deadLetterRoute } from '../../shared/openapi/deadLetters.ts';
import type { RouteDescription, ServiceDescription } from '../../shared/openapi/description.ts';
import * as requests from '../src/account/account.ts';
import { getMeRoute, refreshTokenRoute, signInRoute, signOutRoute } from '../src/account/accountRoutes.ts';
import {
  ChangeEmailBody,
  ChangeMeBody,
  ChangePasswordBody,
  ConfirmEmailBody,
  ConfirmMfaBody,
  DeleteMeBody,
  EndMfaBody,
  SignInMfaBody,
  StartMfaBody,
} from '../src/account/ownAccountRequests.ts';
import { AddressBody } from '../src/addressBook/address.ts';
import {
  addAddressRoute,
  listAddressesRoute,
  removeAddressRoute,
  replaceAddressRoute,
} from '../src/addressBook/addressBookRoutes.ts';
import { exportMeRoute, openExportRoute } from '../src/dataExport/exportRoutes.ts';
import { deleteMeRoute } from '../src/deletion/deletionRoutes.ts';
import { changeEmailRoute, confirmEmailRoute } from '../src/email/emailRoutes.ts';
import { getUserRoute, joinGroupRoute, leaveGroupRoute } from '../src/groups/groupRoutes.ts';
import { confirmMfaRoute, endMfaRoute, removeMfaRoute, signInMfaRoute, startMfaRoute } from '../src/mfa/mfaRoutes.ts';
import { changePasswordRoute, forgotPasswordRoute, resetPasswordRoute } from '../src/password/passwordRoutes.ts';
import { changeMeRoute } from '../src/profile/profileRoutes.ts';
import { confirmSignUpRoute, resendCodeRoute, signUpRoute } from '../src/signUp/signUpRoutes.ts';
import { listUsersRoute } from '../src/users/userRoutes.ts';
import * as answers from './answers.ts';

const account = { fullName: 'Ann Lee', email: 'ann@example.com', password: 'passwrod123' };
const { fullName, email, password } = account;
const confirmationCode = '123456';
const jwt = 'eyJraWQiOiJLTzRVMWZs…';

const message = (about: string, msg: string) => answered(about, answers.Message, { msg });

/** Nobody learns by a route that mails a code who has an account. */
const codeMailed = (msg: string) => message('The same whether or not there is such an account.', msg);

const listedAccount = {
  userId: '461d74ad-bc6b-4e54-9417-b010d01bc086',
  fullName,
  email,
  createdAt: '2026-11-21T08:00:41.814Z',
};
const shownAccount = { ...listedAccount, locale: 'en', groups: [], mfa: false };

const address = {
  name: fullName,
  line1: 'Museumsinsel 1',
  postalCode: '80538',
  city: 'München',
  country: 'DE',
};
const savedAddress = { id: '0b1c5f0e-6f0a-4d7c-9d9e-2f4f0c5b7a11', isDefault: true, ...address };
const aboutAddresses =
  '`postalCode` has the form of its country and `region` is ISO 3166-2 where the country needs them; both are normalised.';

/** Of the routes that give, take or end the cookie with the refresh token. */
const cookieHeader = {
  'X-Requested-With':
    '`refresh-cookie`: the refresh token travels in a cookie. Only from pages of the API’s own origin or of the stage parameter `cookieOrigin`.',
};
const cookie =
  'With `X-Requested-With: refresh-cookie` from an origin that may, the refresh token comes as the cookie `__Host-refresh` instead.';

const accessToken = 'Needs the access token: a session that has ended may not do this.';
const appSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW';

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
    description: `${eitherName} An account with an authenticator app gets \`{ challenge, session }\` instead of tokens. ${cookie}`,
    headers: cookieHeader,
    example: { body: { fullName, password } },
    answer: answered('The account’s tokens, or what is asked for next.', answers.SignInAnswer, {
      msg: 'User successfully signed in!',
      tokens: { ...tokens, RefreshToken: jwt },
    }),
  },
  {
    definition: getMeRoute,
    summary: 'The account of the token',
    description: '`groups` are those of the token.',
    answer: answered('The account.', answers.Account, shownAccount),
  },
];

/** The routes by which a session goes on or ends, and a lost password is replaced. */
const sessions: RouteDescription[] = [
  {
    definition: refreshTokenRoute,
    summary: 'Get new tokens',
    description: 'A browser that has the cookie sends `{}`.',
    headers: cookieHeader,
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
    headers: cookieHeader,
    example: { body: { accessToken: jwt } },
    answer: message('All sessions have ended.', 'User succesfully signed out!'),
  },
];

/** The routes by which people change their own account. */
const ownAccount: RouteDescription[] = [
  {
    definition: changeMeRoute,
    summary: 'Change the name and the language',
    description:
      '`locale` is a language tag such as `de` or `en-GB`: emails are written in that language, or in English if the shop does not have it. The old name is given up. If another account owns the new name, this one signs in by its email address. ID tokens have the new name and language from the next sign-in or refresh.',
    example: { body: { fullName: 'Ann Brown' } },
    answer: answered('The account after that.', answers.Account, { ...shownAccount, fullName: 'Ann Brown' }),
  },
  {
    definition: changePasswordRoute,
    summary: 'Change the password',
    description: `Ends all sessions of the account, this one too. ${accessToken}`,
    example: { body: { oldPassword: 'passwrod789', newPassword: 'passwrod456' } },
    answer: message('The new password counts.', 'Password changed: sign in again.'),
  },
  {
    definition: changeEmailRoute,
    summary: 'Request a code for a new email address',
    description: `The present address is notified, and stays valid until the new one is confirmed. ${accessToken}`,
    example: { body: { email: 'ann.brown@example.com' } },
    answer: message(
      'The same whether or not another account has the address.',
      'If the address is free, a code is on its way to it.',
    ),
  },
  {
    definition: confirmEmailRoute,
    summary: 'Confirm the new email address with the emailed code',
    description: accessToken,
    example: { body: { confirmationCode } },
    answer: message('The new address counts.', 'Email address changed.'),
  },
  {
    definition: deleteMeRoute,
    summary: 'Delete the account',
    description: `An account with an authenticator app gives a code of it as well. The name and the email address are free again within seconds; what other services hold is deleted or replaced, and the owner gets an email. Sent again, it is accepted again. ${accessToken}`,
    example: { body: { password } },
    answer: message('The account is being deleted.', 'Your account is being deleted.'),
  },
  {
    definition: exportMeRoute,
    summary: 'Export everything that is held about the account',
    description:
      'What all services hold about the account is collected as JSON. An email with a link to it follows, usually within a minute. While an export is running, another request is the same one; two exports in 24 hours are possible.',
    answer: answered('It is being collected.', answers.DataExport, {
      msg: 'Your data is being collected. You will get an email with a link to it.',
      id: '0d9a8f4e-4a57-4d0f-8a53-5b7d3a1f3a52',
      requestedAt: '2026-11-27T06:20:11.814Z',
    }),
  },
  {
    definition: openExportRoute,
    summary: 'The link in the email about an export',
    description:
      'Works for seven days, as often as it is opened, for whoever has it: a link in an email cannot send a token. It leads to a file that can be downloaded for five minutes.',
    example: { path: { token: '461d74ad-bc6b-4e54-9417-b010d01bc086.V3c1bXl0b2tlbi1vZi00My1jaGFyYWN0ZXJzLWxvbmc' } },
    answer: { ...message('The file is at `Location`.', 'The file is elsewhere.'), headers: ['Location'] },
  },
];

const addresses: RouteDescription[] = [
  {
    definition: listAddressesRoute,
    summary: 'The caller’s addresses',
    answer: answered('The address book, the default first.', answers.AddressBook, { addresses: [savedAddress] }),
  },
  {
    definition: addAddressRoute,
    summary: 'Add an address',
    description: `At most 20. The first one is the default. ${aboutAddresses}`,
    example: { body: address },
    answer: answered('The address.', answers.SavedAddress, savedAddress),
  },
  {
    definition: replaceAddressRoute,
    summary: 'Replace an address',
    description: `\`isDefault: true\` makes it the default; the default stays one until another address is. ${aboutAddresses}`,
    example: { path: { id: savedAddress.id }, body: { ...address, isDefault: true } },
    answer: answered('The address after that.', answers.SavedAddress, savedAddress),
  },
  {
    definition: removeAddressRoute,
    summary: 'Remove an address',
    description: 'If it was the default, the oldest one that is left becomes the default.',
    example: { path: { id: savedAddress.id } },
    answer: message('The address is gone.', 'Address removed.'),
  },
];

const secondFactor: RouteDescription[] = [
  {
    definition: startMfaRoute,
    summary: 'Begin to set up an authenticator app',
    description: `Nothing changes until a code of the app is confirmed. ${accessToken}`,
    example: { body: { password } },
    answer: answered('What the app needs.', answers.AppSecret, {
      secret: appSecret,
      uri: `otpauth://totp/Example:ann%40example.com?secret=${appSecret}&issuer=Example`,
    }),
  },
  {
    definition: confirmMfaRoute,
    summary: 'Confirm the app with its first code',
    description: accessToken,
    example: { body: { code: confirmationCode } },
    answer: message('Signing in needs a code from now on.', 'Two-factor sign-in is on.'),
  },
  {
    definition: endMfaRoute,
    summary: 'Remove the authenticator app',
    description: accessToken,
    example: { body: { password, code: confirmationCode } },
    answer: message('Signing in needs no code any more.', 'Two-factor sign-in is off.'),
  },
  {
    definition: signInMfaRoute,
    summary: 'Complete a sign-in with a code',
    description: `Each code works once. The session is that of \`POST /sign-in\`. ${cookie}`,
    headers: cookieHeader,
    example: { body: { session: 'WyJBbm5fTGVlIiwiQVlBQmVD…', code: confirmationCode } },
    answer: answered('The account’s tokens.', answers.SignedIn, {
      msg: 'User successfully signed in!',
      tokens: { ...tokens, RefreshToken: jwt },
    }),
  },
];

const administration: RouteDescription[] = [
  {
    definition: listUsersRoute,
    summary: 'Accounts by the beginning of their name or email address',
    description:
      'First those whose name begins with `q`, then those whose address does. Without `q` all, the newest first. Only confirmed accounts.',
    answer: answered('A page of accounts.', answers.Accounts, { users: [listedAccount] }),
  },
  {
    definition: getUserRoute,
    summary: 'An account',
    example: { path: { id: shownAccount.userId } },
    answer: answered('The account.', answers.Account, shownAccount),
  },
  {
    definition: joinGroupRoute,
    summary: 'Put an account into a group',
    description: '`group` is `admin` or `staff`. It takes effect with the account’s next token. The owner is mailed.',
    example: { path: { id: shownAccount.userId, group: 'staff' } },
    answer: answered('The account after that.', answers.Account, { ...shownAccount, groups: ['staff'] }),
  },
  {
    definition: leaveGroupRoute,
    summary: 'Take an account out of a group',
    description: 'Tokens that were issued before keep the group until they expire. The owner is mailed.',
    example: { path: { id: shownAccount.userId, group: 'staff' } },
    answer: answered('The account after that.', answers.Account, shownAccount),
  },
  {
    definition: removeMfaRoute,
    summary: 'Remove the authenticator app of somebody who has lost it',
    description: 'It is logged, and the owner is mailed.',
    example: { path: { id: shownAccount.userId } },
    answer: message('Signing in needs the password alone.', 'Two-factor sign-in is off.'),
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
    ChangeMeBody,
    ChangePasswordBody,
    ChangeEmailBody,
    ConfirmEmailBody,
    AddressBody,
    StartMfaBody,
    ConfirmMfaBody,
    DeleteMeBody,
    EndMfaBody,
    SignInMfaBody,
  },
  answers,
  groups: {
    Accounts: accounts,
    'Sessions and passwords': sessions,
    'The own account': ownAccount,
    'Address book': addresses,
    'Two-factor sign-in': secondFactor,
    Administration: administration,
    Operations: [deadLetterRoute],
  },
};
