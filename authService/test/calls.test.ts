import '../../shared/test/tokens.ts';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { request } from '../../shared/test/httpEvent.ts';
import { awsError, callsOf } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';

process.env.USER_POOL_ID = 'pool';
process.env.USERS_TABLE = 'Users';
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  SHOP_NAME: 'Example',
  MAIL_FROM: 'shop@example.com',
  MAIL_RETRY_SECONDS: '30',
  NOTIFICATION_QUEUE_URL: 'queue',
  DEAD_LETTER_QUEUES: JSON.stringify([
    { queue: 'DeadLetterQueue', runbook: 'deadLetters', url: 'https://sqs.example/dead' },
  ]),
  COOKIE_ORIGIN: 'none',
  ACCOUNT_EVENTS_TOPIC_ARN: 'topic',
  DELETED_ACCOUNTS_TABLE: 'DeletedAccounts',
  DELETION_QUEUE_URL: 'deletions',
  EXPORT_BUCKET: 'exports',
  EXPORT_QUEUE_URL: 'exports',
  STAGE: 'test',
  API_URL: 'https://api.example',
  FOLLOW_UP_SECONDS: '3900',
  NOTIFICATION_DEAD_LETTER_QUEUE_URL: 'dead',
});
const { seal } = await import('../src/account/sealedSession.ts');
const { handler: signUp } = await import('../src/handlers/signUp.ts');
const { handler: confirmSignUp } = await import('../src/handlers/confirmSignUp.ts');
const { handler: resendCode } = await import('../src/handlers/resendCode.ts');
const { handler: signIn } = await import('../src/handlers/signIn.ts');
const { handler: refreshToken } = await import('../src/handlers/refreshToken.ts');
const { handler: forgotPassword } = await import('../src/handlers/forgotPassword.ts');
const { handler: resetPassword } = await import('../src/handlers/resetPassword.ts');
const { handler: signOut } = await import('../src/handlers/signOut.ts');
const { handler: getMe } = await import('../src/handlers/getMe.ts');
const { handler: changeMe } = await import('../src/handlers/changeMe.ts');
const { handler: changePassword } = await import('../src/handlers/changePassword.ts');
const { handler: changeEmail } = await import('../src/handlers/changeEmail.ts');
const { handler: confirmEmail } = await import('../src/handlers/confirmEmail.ts');
const { handler: listAddresses } = await import('../src/handlers/listAddresses.ts');
const { handler: addAddress } = await import('../src/handlers/addAddress.ts');
const { handler: replaceAddress } = await import('../src/handlers/replaceAddress.ts');
const { handler: removeAddress } = await import('../src/handlers/removeAddress.ts');
const { handler: startMfa } = await import('../src/handlers/startMfa.ts');
const { handler: confirmMfa } = await import('../src/handlers/confirmMfa.ts');
const { handler: deleteMe } = await import('../src/handlers/deleteMe.ts');
const { handler: deleteAccount } = await import('../src/handlers/deleteAccount.ts');
const { handler: exportMe } = await import('../src/handlers/exportMe.ts');
const { handler: openExport } = await import('../src/handlers/openExport.ts');
const { handler: collectExport } = await import('../src/handlers/collectExport.ts');
const { handler: endMfa } = await import('../src/handlers/endMfa.ts');
const { handler: signInMfa } = await import('../src/handlers/signInMfa.ts');
const { handler: listDeadLetters } = await import('../src/handlers/listDeadLetters.ts');
const { handler: listUsers } = await import('../src/handlers/listUsers.ts');
const { handler: getUser } = await import('../src/handlers/getUser.ts');
const { handler: joinGroup } = await import('../src/handlers/joinGroup.ts');
const { handler: leaveGroup } = await import('../src/handlers/leaveGroup.ts');
const { handler: removeMfa } = await import('../src/handlers/removeMfa.ts');
const { handler: recordUser } = await import('../src/handlers/recordUser.ts');
const { handler: checkSignUp } = await import('../src/handlers/checkSignUp.ts');
const { handler: checkSignIn } = await import('../src/handlers/checkSignIn.ts');
const { handler: writeCodeMail } = await import('../src/handlers/writeCodeMail.ts');
const { handler: sendMail } = await import('../src/handlers/sendMail.ts');
const { handler: removeUnconfirmed } = await import('../src/handlers/removeUnconfirmed.ts');

const cloud = {
  cognito: mockClient(CognitoIdentityProviderClient),
  dynamodb: mockClient(DynamoDBDocumentClient),
  lambda: mockClient(LambdaClient),
  s3: mockClient(S3Client),
  ses: mockClient(SESClient),
  sns: mockClient(SNSClient),
  sqs: mockClient(SQSClient),
  ssm: mockClient(SSMClient),
};

const refuse = (name: string, message = name) =>
  cloud.cognito.on(ConfirmSignUpCommand).rejects(Object.assign(new Error(message), { name }));

const ann = { sub: 'u-1', name: 'Ann Lee', email: 'ann@example.com' };
const annInPool = {
  Username: 'Ann_Lee',
  UserAttributes: [
    { Name: 'sub', Value: ann.sub },
    { Name: 'email', Value: ann.email },
  ],
};
const tokens = { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 3600, TokenType: 'Bearer' };
const code = { confirmationCode: '123456' };
const password = 'passwrod123';
const byName = { fullName: ann.name };
const byMail = { email: ann.email };
const confirm = (who: object) => request(confirmSignUp, { body: { ...who, ...code } });
const signUpAnn = () => request(signUp, { body: { ...byName, ...byMail, password } });

type Handler = Parameters<typeof request>[0];
const address = { name: ann.name, line1: 'Museumsinsel 1', postalCode: '80538', city: 'München', country: 'DE' };

/** A request with an access token. */
const asAnn = async (handler: Handler, more: object = {}) =>
  request(handler, { headers: { authorization: await authorization(ann.sub, { use: 'access' }) }, ...more });
const asAdmin = async (handler: Handler, more: object = {}) =>
  request(handler, { headers: { authorization: await authorization('boss', { groups: ['admin'] }) }, ...more });
const annHasApp = () =>
  cloud.cognito.on(GetUserCommand).resolves({ ...annInPool, UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
const annHasAddress = () =>
  cloud.dynamodb
    .on(GetCommand)
    .resolves({ Item: { version: 'v', addresses: [{ ...address, id: 'a-1', isDefault: true }] } });

const deleteAnn = (at: Date) => {
  const Item = {
    ...byName,
    ...byMail,
    owner: ann.sub,
    username: 'Ann_Lee',
    contested: false,
    pending: [],
    version: 'v',
  };
  cloud.dynamodb.on(GetCommand, { TableName: 'Users' }).resolves({ Item });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { deletedAt: at.toISOString() } });
  const record = { messageId: 'm', receiptHandle: 'r', body: '{"userId":"u-1"}', messageAttributes: {} };
  return deleteAccount({ Records: [record] } as never, {} as Context);
};

/** Ann's exports, as they are after each write. */
const annHasExport = (...exports: object[]) => {
  let Item: object | undefined = { exports };
  cloud.dynamodb.on(GetCommand, { Key: { userId: 'exports#u-1' } }).callsFake(() => ({ Item }));
  cloud.dynamodb.on(PutCommand).callsFake((input: { Item: object }) => {
    Item = input.Item;
    return {};
  });
};
const requested = { id: 'e-1', requestedAt: new Date().toISOString() };
const available = { ...requested, availableUntil: new Date(Date.now() + 60_000).toISOString() };
const message = (body: object) => ({
  Records: [{ messageId: 'm', body: JSON.stringify(body), messageAttributes: {}, attributes: {} }],
});
const sendOne = (body: object) =>
  sendMail(message(body) as never, { getRemainingTimeInMillis: () => 15_000 } as Context);

const nobodyYet = () => cloud.dynamodb.on(GetCommand).resolves({});
const trigger = (handler: (event: never, context: Context) => Promise<unknown>, triggerSource: string) =>
  handler(
    {
      triggerSource,
      userPoolId: 'pool',
      userName: 'Ann_Lee',
      request: { userAttributes: ann, codeParameter: '{####}' },
    } as never,
    {} as Context,
  );

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /sign-up`': () => {
    nobodyYet();
    return signUpAnn();
  },
  '`POST /sign-up`, the username is taken': () => {
    nobodyYet();
    const taken = Object.assign(new Error(), { name: 'UsernameExistsException' });
    cloud.cognito.on(SignUpCommand).rejectsOnce(taken).resolves({});
    return signUpAnn();
  },
  '`POST /sign-up` of a confirmed address': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { salt: 'c2FsdA==', owner: 'u-2', contested: false, pending: [] } });
    return signUpAnn();
  },
  '`POST /confirm-sign-up`': () => confirm(byName),
  '`POST /confirm-sign-up`, the trigger failed': () => {
    refuse('UserLambdaValidationException');
    return confirm(byName);
  },
  '`POST /confirm-sign-up` of a confirmed account': () => {
    refuse('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED');
    return confirm(byName);
  },
  '`POST /resend-code`': () => request(resendCode, { body: byName }),
  '`POST /sign-in`': () => request(signIn, { body: { ...byName, password } }),
  '`POST /refresh-token`': () => request(refreshToken, { body: { refreshToken: 'r' } }),
  '`POST /forgot-password`': () => request(forgotPassword, { body: byName }),
  '`POST /forgot-password` by `email`': () => request(forgotPassword, { body: byMail }),
  '`POST /reset-password`': () => request(resetPassword, { body: { ...byName, ...code, password } }),
  '`POST /reset-password`, the trigger failed': () => {
    cloud.cognito.on(ConfirmForgotPasswordCommand).rejects(awsError('UserLambdaValidationException'));
    return request(resetPassword, { body: { ...byName, ...code, password } });
  },
  '`POST /sign-out`': () => request(signOut, { body: { accessToken: 'a' } }),
  '`GET /me`': () => asAnn(getMe),
  '`PATCH /me`': () => asAnn(changeMe, { body: { fullName: 'Ann Brown' } }),
  '`PATCH /me` with `locale`': () => asAnn(changeMe, { body: { locale: 'de' } }),
  '`POST /me/password`': () => asAnn(changePassword, { body: { oldPassword: password, newPassword: 'passwrod456' } }),
  '`POST /me/email`': () => asAnn(changeEmail, { body: { email: 'ann.brown@example.com' } }),
  '`POST /me/email/confirm`': () => {
    const UserAttributes = [{ Name: 'email', Value: 'ann.brown@example.com' }];
    cloud.cognito.on(GetUserCommand).resolves({ Username: 'Ann_Lee', UserAttributes });
    return asAnn(confirmEmail, { body: code });
  },
  '`GET /me/addresses`': () => asAnn(listAddresses),
  '`POST /me/addresses`': () => asAnn(addAddress, { body: address }),
  '`PUT /me/addresses/{id}`': () => {
    annHasAddress();
    return asAnn(replaceAddress, { body: address, path: { id: 'a-1' } });
  },
  '`DELETE /me/addresses/{id}`': () => {
    annHasAddress();
    return asAnn(removeAddress, { path: { id: 'a-1' } });
  },
  '`POST /me/mfa`': () => asAnn(startMfa, { body: { password } }),
  '`POST /me/mfa/confirm`': () => {
    cloud.cognito.on(VerifySoftwareTokenCommand).resolves({ Status: 'SUCCESS' });
    return asAnn(confirmMfa, { body: { code: '123456' } });
  },
  '`DELETE /me/mfa`': () => {
    annHasApp();
    const Session = 'session'.repeat(5);
    cloud.cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session });
    cloud.cognito.on(RespondToAuthChallengeCommand).resolves({ AuthenticationResult: tokens });
    return asAnn(endMfa, { body: { password, code: '123456' } });
  },
  '`POST /sign-in/mfa`': () =>
    request(signInMfa, { body: { session: seal(['Ann_Lee', 'session'.repeat(5)]), code: '123456' } }),
  '`GET /users?q=`': () => asAdmin(listUsers, { query: { q: 'ann' } }),
  '`GET /users/{id}`': () => asAdmin(getUser, { path: { id: ann.sub } }),
  '`PUT /users/{id}/groups/{group}`': () => asAdmin(joinGroup, { path: { id: ann.sub, group: 'staff' } }),
  '`DELETE /users/{id}/groups/{group}`, of an admin': () => {
    const Users = [{ Attributes: [{ Name: 'sub', Value: 'boss' }] }];
    cloud.cognito.on(ListUsersInGroupCommand).resolves({ Users });
    return asAdmin(leaveGroup, { path: { id: ann.sub, group: 'admin' } });
  },
  '`DELETE /users/{id}/mfa`': () => asAdmin(removeMfa, { path: { id: ann.sub } }),
  '`checkSignUp`, not recorded before': () => {
    nobodyYet();
    return trigger(checkSignUp, 'PreSignUp_SignUp');
  },
  '`writeCodeMail`, a confirmation': () => trigger(writeCodeMail, 'CustomMessage_ResendCode'),
  '`writeCodeMail`, a reset': () => trigger(writeCodeMail, 'CustomMessage_ForgotPassword'),
  '`recordUser`, confirmed': () => {
    nobodyYet();
    return trigger(recordUser, 'PostConfirmation_ConfirmSignUp');
  },
  '`recordUser`, a password was reset': () => trigger(recordUser, 'PostConfirmation_ConfirmForgotPassword'),
  '`checkSignIn`': () => trigger(checkSignIn, 'PreAuthentication_Authentication'),
  '`recordUser`, signed in': () => trigger(recordUser, 'PostAuthentication_Authentication'),
  '`sendMail`': () => sendOne({ mail: 'signedUpAgain', userId: ann.sub }),
  '`sendMail`, the link to an export': () => {
    annHasExport(available);
    return sendOne({ mail: 'exportReady', userId: ann.sub, exportId: 'e-1' });
  },
  '`removeUnconfirmed`, one is due': () => {
    cloud.cognito.on(AdminGetUserCommand).resolves({ UserStatus: 'UNCONFIRMED', UserAttributes: [] });
    return removeUnconfirmed({} as never, {} as Context);
  },
  '`GET /me/export`': () => {
    annHasExport();
    return asAnn(exportMe);
  },
  '`GET /me/export`, one is running': () => {
    annHasExport({ ...requested, enqueuedAt: requested.requestedAt });
    return asAnn(exportMe);
  },
  '`collectExport`, with two pages of one other service': () => {
    annHasExport(requested);
    cloud.ssm.on(GetParametersCommand).callsFake(({ Names: [Name] }: { Names: string[] }) => ({
      Parameters: [{ Name, Value: 'arn' }],
    }));
    const page = (next: object) => ({
      Payload: { transformToString: () => JSON.stringify({ section: 'orders', records: [], ...next }) },
    });
    cloud.lambda
      .on(InvokeCommand)
      .resolvesOnce(page({ next: 'orders:2' }) as never)
      .resolves(page({}) as never);
    return collectExport(message({ userId: ann.sub, exportId: 'e-1' }) as never, {} as Context);
  },
  '`GET /exports/{token}`': () => request(openExport, { path: { token: `u-1.${'A'.repeat(43)}` } }),
  '`DELETE /me`': () => asAnn(deleteMe, { body: { password } }),
  '`deleteAccount`, the first time': () => {
    cloud.dynamodb.on(GetCommand, { TableName: 'DeletedAccounts' }).resolves({});
    return deleteAnn(new Date());
  },
  '`deleteAccount`, when the tokens have expired': () => {
    const Item = { userId: ann.sub, deletedAt: '2026-01-01T00:00:00Z', requestedAt: '2026-01-01T00:00:00Z' };
    const done = { ...Item, username: 'Ann_Lee', ...byName, ...byMail, isOwnerInformed: true };
    cloud.dynamodb.on(GetCommand, { TableName: 'DeletedAccounts' }).resolves({ Item: done });
    return deleteAnn(new Date(Item.deletedAt));
  },
  '`GET /admin/dead-letters`, of each queue': () => asAdmin(listDeadLetters, {}),
};

const documented = documentedCalls(new URL('../README.md', import.meta.url));

beforeEach(() => {
  for (const client of Object.values(cloud)) client.reset();
  cloud.cognito.onAnyCommand().resolves({});
  cloud.s3.onAnyCommand().resolves({});
  const UserCreateDate = new Date(0);
  cloud.cognito
    .on(ListUsersCommand)
    .resolves({ Users: [{ Username: 'Ann_Lee', UserStatus: 'UNCONFIRMED', UserCreateDate }] });
  cloud.cognito.on(AdminGetUserCommand).resolves({
    UserStatus: 'CONFIRMED',
    UserCreateDate,
    UserAttributes: Object.entries({ ...ann, email_verified: 'true' }).map(([Name, Value]) => ({ Name, Value })),
  });
  cloud.cognito.on(GetUserCommand).resolves(annInPool);
  cloud.cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult: tokens });
  cloud.dynamodb.onAnyCommand().resolves({});
  cloud.dynamodb.on(GetCommand).resolves({
    Item: {
      userId: ann.sub,
      username: 'Ann_Lee',
      fullName: ann.name,
      email: ann.email,
      listKey: 'x',
      left: [],
      pending: [{ username: 'Ann_Lee', at: Date.now() }],
    },
  });
});

test('the README lists every situation', () => {
  expect([...documented.keys()]).toEqual(Object.keys(situations));
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  await happen();

  expect(callsOf(cloud)).toEqual(documented.get(situation));
});
