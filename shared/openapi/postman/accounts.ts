import { type Chapter, type Step, stepsOf } from './step.ts';

const step = stepsOf('authService');
const password = 'passwrod123';

/** JavaScript that extracts the newest code from the emails to an address, among which others may have come since. */
const newestCode = 'json.emails.flatMap(({ body }) => body.text.match(/\\b\\d{6}\\b/) ?? []).at(-1)';

const readMails = (address: string, name: string): Step => ({
  name,
  request: {
    method: 'GET',
    url: `{{mailbox}}/store?to={{${address}}}`,
    description: 'The mails that the platform on this machine has sent to this address.',
  },
  status: 200,
});

const readCode = (role: string, what: string): Step => ({
  ...readMails(`${role}Email`, `The ${role} reads the code in the ${what} mail`),
  until: newestCode,
  save: { code: newestCode },
});

const signIn = (role: string, name = `The ${role} signs in`): Step =>
  step(name, 'POST /sign-in', {
    body: { fullName: `{{${role}Name}}`, password },
    save: {
      [`${role}Token`]: 'json.tokens.IdToken',
      [`${role}AccessToken`]: 'json.tokens.AccessToken',
      [`${role}RefreshToken`]: 'json.tokens.RefreshToken',
    },
  });

/** Creates a new account and signs it in. Each run of the collection has its own accounts. */
const newAccount = (role: string): Step[] => [
  step(`The ${role} signs up`, 'POST /sign-up', {
    before: [
      `const unique = Date.now().toString(36) + Math.random().toString(36).slice(2, 6);`,
      `pm.collectionVariables.set('${role}Name', 'The ${role} ' + unique);`,
      `pm.collectionVariables.set('${role}Email', '${role}.' + unique + '@example.com');`,
    ],
    body: { fullName: `{{${role}Name}}`, email: `{{${role}Email}}`, password },
  }),
  readCode(role, 'sign-up'),
  step(`The ${role} confirms`, 'POST /confirm-sign-up', {
    body: { fullName: `{{${role}Name}}`, confirmationCode: '{{code}}' },
  }),
  signIn(role),
];

const seller: Step[] = [
  ...newAccount('seller').slice(0, 1),
  step('The seller asks for another code', 'POST /resend-code', {
    body: { email: '{{sellerEmail}}' },
  }),
  ...newAccount('seller').slice(1),
  step('The seller looks at the account', 'GET /me', {
    token: 'sellerToken',
    holds: { 'is the seller’s': "json.email === pm.collectionVariables.get('sellerEmail')" },
  }),
  step('The seller gets new tokens', 'POST /refresh-token', {
    body: { refreshToken: '{{sellerRefreshToken}}' },
    save: { sellerToken: 'json.tokens.IdToken' },
  }),
];

/**
 * Puts the code of an authenticator app with the variable `appSecret` into `appCode`: TOTP, for a period before or after this one. At the end of
 * a period it waits for the next one, so that the code is still accepted when it arrives.
 */
const appCode = (period: -1 | 0 | 1): string[] => [
  "const hashing = require('crypto-js');",
  "const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';",
  "const bits = [...pm.collectionVariables.get('appSecret')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');",
  "const key = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2).toString(16).padStart(2, '0')).join('');",
  'const left = 30000 - (Date.now() % 30000);',
  'setTimeout(() => {',
  `  const period = (Math.floor(Date.now() / 30000) + ${period}).toString(16).padStart(16, '0');`,
  '  const hash = hashing.HmacSHA1(hashing.enc.Hex.parse(period), hashing.enc.Hex.parse(key)).toString();',
  '  const at = parseInt(hash.at(-1), 16) * 2;',
  "  const code = String((parseInt(hash.slice(at, at + 8), 16) & 0x7fffffff) % 1000000).padStart(6, '0');",
  "  pm.collectionVariables.set('appCode', code);",
  '}, left < 3000 ? left + 50 : 0);',
];

/** The customer sets up an authenticator app, signs in with it and removes it again. */
const secondFactor: Step[] = [
  step('The customer sets up an authenticator app', 'POST /me/mfa', {
    token: 'customerAccessToken',
    body: { password },
    save: { appSecret: 'json.secret' },
  }),
  step('The customer confirms the app', 'POST /me/mfa/confirm', {
    token: 'customerAccessToken',
    before: appCode(-1),
    body: { code: '{{appCode}}' },
  }),
  step('The customer is asked for a code', 'POST /sign-in', {
    body: { fullName: '{{customerName}}', password },
    save: { mfaSession: 'json.session' },
  }),
  step('The customer signs in with the code', 'POST /sign-in/mfa', {
    before: appCode(0),
    body: { session: '{{mfaSession}}', code: '{{appCode}}' },
    save: { customerToken: 'json.tokens.IdToken', customerAccessToken: 'json.tokens.AccessToken' },
  }),
  step('The customer removes the app', 'DELETE /me/mfa', {
    token: 'customerAccessToken',
    before: appCode(1),
    body: { password, code: '{{appCode}}' },
  }),
];

/** The customer changes password and address, and keeps an address book. */
const ownAccount: Step[] = [
  step('The customer keeps the name', 'PATCH /me', {
    token: 'customerToken',
    body: { fullName: '{{customerName}}' },
  }),
  step('The customer changes the password', 'POST /me/password', {
    token: 'customerAccessToken',
    body: { oldPassword: password, newPassword: 'passwrod456' },
  }),
  step('The customer signs in with the changed password', 'POST /sign-in', {
    body: { fullName: '{{customerName}}', password: 'passwrod456' },
    save: { customerToken: 'json.tokens.IdToken', customerAccessToken: 'json.tokens.AccessToken' },
  }),
  step('The customer asks for another address', 'POST /me/email', {
    token: 'customerAccessToken',
    before: ["pm.collectionVariables.set('newEmail', 'new.' + pm.collectionVariables.get('customerEmail'));"],
    body: { email: '{{newEmail}}' },
  }),
  {
    ...readCode('customer', 'address'),
    request: { method: 'GET', url: '{{mailbox}}/store?to={{newEmail}}' },
  },
  step('The customer confirms the address', 'POST /me/email/confirm', {
    token: 'customerAccessToken',
    body: { confirmationCode: '{{code}}' },
  }),
  step('The customer saves an address', 'POST /me/addresses', {
    token: 'customerToken',
    status: 201,
    save: { addressId: 'json.id' },
  }),
  step('The customer changes it', 'PUT /me/addresses/{id}', {
    token: 'customerToken',
    path: { id: '{{addressId}}' },
  }),
  step('The customer looks at the address book', 'GET /me/addresses', {
    token: 'customerToken',
    holds: { 'has the address': 'json.addresses.length === 1 && json.addresses[0].isDefault' },
  }),
  step('The customer removes the address', 'DELETE /me/addresses/{id}', {
    token: 'customerToken',
    path: { id: '{{addressId}}' },
  }),
];

/** The admin finds the customer and lets them work for the shop, for a while. */
const administration: Step[] = [
  step('The admin finds the customer', 'GET /users', {
    token: 'adminToken',
    query: { q: '{{customerName}}' },
    save: { customerId: 'json.users[0].userId' },
  }),
  step('The admin makes the customer staff', 'PUT /users/{id}/groups/{group}', {
    token: 'adminToken',
    path: { id: '{{customerId}}', group: 'staff' },
  }),
  step('The admin looks at the account', 'GET /users/{id}', {
    token: 'adminToken',
    path: { id: '{{customerId}}' },
    holds: { 'is staff': "json.groups.includes('staff')" },
  }),
  step('The admin takes that back', 'DELETE /users/{id}/groups/{group}', {
    token: 'adminToken',
    path: { id: '{{customerId}}', group: 'staff' },
  }),
  step('The admin removes an authenticator app', 'DELETE /users/{id}/mfa', {
    token: 'adminToken',
    path: { id: '{{customerId}}' },
  }),
];

const admin: Step[] = [
  ...newAccount('admin'),
  {
    name: 'The admin is made one',
    request: {
      method: 'POST',
      url: '{{userPoolUrl}}/',
      signedFor: 'cognito-idp',
      description:
        'What `npm run grant-admin` does, said to the user pool itself: with any key to that of the platform on this machine, with one that may `cognito-idp:AdminAddUserToGroup` to that of a stage in AWS.',
    },
    before: [
      "const claims = pm.collectionVariables.get('adminToken').split('.')[1].replaceAll('-', '+').replaceAll('_', '/');",
      "const [, userPoolUrl, userPoolId] = /^(.+)\\/(.+)$/.exec(JSON.parse(require('atob')(claims)).iss);",
      "pm.collectionVariables.set('userPoolUrl', pm.environment.get('cognito') || userPoolUrl);", // An emulator's URL differs from the issuer's
      "pm.collectionVariables.set('userPoolId', userPoolId);",
      "pm.collectionVariables.set('adminUserName', pm.collectionVariables.get('adminName').replace(/\\s+/g, '_'));",
    ],
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AWSCognitoIdentityProviderService.AdminAddUserToGroup',
    },
    body: { UserPoolId: '{{userPoolId}}', Username: '{{adminUserName}}', GroupName: 'admin' },
    status: 200,
  },
  signIn('admin', 'The admin signs in again, for a token that says so'),
];

const customer: Step[] = [
  ...newAccount('customer'),
  step('The customer forgets the password', 'POST /forgot-password', {
    body: { fullName: '{{customerName}}' },
    before: ["pm.collectionVariables.set('oldCode', pm.collectionVariables.get('code'));"],
  }),
  {
    ...readCode('customer', 'password'),
    until: `${newestCode} !== pm.collectionVariables.get('oldCode')`,
  },
  step('The customer sets a new one', 'POST /reset-password', {
    body: { fullName: '{{customerName}}', confirmationCode: '{{code}}', password: 'passwrod123' },
  }),
  signIn('customer', 'The customer signs in with it'),
];

export const accounts: Chapter = {
  name: '1. A seller, an admin and a customer',
  description: 'Accounts, confirmed with the codes of their mails.',
  steps: [...seller, ...admin, ...customer, ...secondFactor, ...ownAccount, ...administration],
};

/** JavaScript that extracts the last part of the link to an export from the emails to an address. */
const exportToken = 'json.emails.map(({ body }) => body.text.match(/\\/exports\\/([\\w.-]+)/)?.[1]).find(Boolean)';

/** The customer gets everything that the shop holds about them. */
const exportSteps: Step[] = [
  step('The customer wants to know what the shop holds', 'GET /me/export', { token: 'customerToken', status: 202 }),
  {
    ...readMails('newEmail', 'The customer finds the link to it'),
    until: exportToken,
    save: { exportToken },
  },
  step('The customer opens it', 'GET /exports/{token}', {
    path: { token: '{{exportToken}}' },
    status: 302,
    holds: { 'leads to a file': "pm.response.headers.has('Location')" },
  }),
];

export const goodbyeSteps: Step[] = [
  ...exportSteps,
  step('The customer signs out', 'POST /sign-out', {
    body: { accessToken: '{{customerAccessToken}}' },
  }),
  step('The customer signs in once more', 'POST /sign-in', {
    body: { fullName: '{{customerName}}', password: 'passwrod456' },
    save: { customerAccessToken: 'json.tokens.AccessToken' },
  }),
  step('The customer deletes the account', 'DELETE /me', {
    token: 'customerAccessToken',
    body: { password: 'passwrod456' },
    status: 202,
  }),
];
