import { type Chapter, type Step, stepsOf } from './step.ts';

const step = stepsOf('authService');
const password = 'passwrod123';

/** The code in the newest of the mails to an address. */
const newestCode = 'json.emails.at(-1).body.text.match(/\\b\\d{6}\\b/)[0]';

const readCode = (role: string, what: string): Step => ({
  name: `The ${role} reads the code in the ${what} mail`,
  request: {
    method: 'GET',
    url: `{{mailbox}}/store?to={{${role}Email}}`,
    description: 'The mails that the platform on this machine has sent to this address.',
  },
  status: 200,
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

/** A new account, signed in. Each run of the collection makes people of its own. */
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
      "pm.collectionVariables.set('userPoolUrl', pm.environment.get('cognito') || userPoolUrl);", // an emulator's is not the issuer's
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
  steps: [...seller, ...admin, ...customer],
};

export const goodbye: Step = step('The customer signs out', 'POST /sign-out', {
  body: { accessToken: '{{customerAccessToken}}' },
});
