import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Mail } from '@ecommerce/platform/cognito';
import { startCognito } from '@ecommerce/platform/cognito';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import { jest } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { type RequestParts, request } from '../../shared/test/httpEvent.ts';
import { createTable } from '../../shared/test/tables.ts';

const POOL_ID = 'eu-west-1_TestPool1';

/** The bucket of exports. */
export const EXPORT_BUCKET = 'exports';

/** For how long a deleted account's tokens may be accepted. */
export const FOLLOW_UP_SECONDS = 3900;

/** As in serverless.yml; a trigger is named by its function. */
const poolProperties = {
  AliasAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  Schema: [
    { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
    { Name: 'name', AttributeDataType: 'String', Required: true, Mutable: true },
  ],
  Policies: { PasswordPolicy: { MinimumLength: 8, RequireNumbers: true } },
  MfaConfiguration: 'OPTIONAL',
  EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  LambdaConfig: {
    PreSignUp: 'checkSignUp',
    PreAuthentication: 'checkSignIn',
    CustomMessage: 'writeCodeMail',
    PostConfirmation: 'recordUser',
    PostAuthentication: 'recordUser',
  },
};

/** As a handler's module exports it. */
type Handler = Parameters<typeof request>[0];

const clientProperties = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
};

type Trigger = (event: never, context: Context) => Promise<unknown>;
type CallParts = Pick<RequestParts, 'body' | 'path' | 'query' | 'headers' | 'cookies'> & { token?: string | undefined };
/** What the routes of this service answer, by the fields that tests look at. */
type CallAnswer = { status: number; body: Record<string, unknown>; cookies?: string[] };
type Answer = { status: number; body: { code?: string; msg?: string; tokens?: object; issues?: object[] } };

/** The routes and triggers of the service with a user pool and a table of their own; the clock and the mails at hand. */
export const startAccounts = async () => {
  const clock = { aheadMs: 0 };
  const realNow = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + clock.aheadMs);
  const mails: Mail[] = [];
  /** What happens to a trigger after its function has run: a test may make it fail. */
  const faults: { afterTrigger?: ((event: { triggerSource: string; userName: string }) => void) | undefined } = {};
  const delivery: { fails: boolean } = { fails: false };
  const triggers: Record<string, Trigger> = {};
  const database = await startDynamoDb({ port: 0 });
  const storage = await startStorageAndMessaging({
    port: 0,
    region: 'eu-west-1',
    accountId: '000000000000',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    now: () => Date.now(),
  });
  const cognito = await startCognito({
    port: 0,
    region: 'eu-west-1',
    invokeTrigger: async (functionArn, event) => {
      const answer = await triggers[functionArn]?.(event as never, {} as Context);
      faults.afterTrigger?.(event as { triggerSource: string; userName: string });
      return answer;
    },
    deliver: (mail) => {
      if (delivery.fails) throw new Error('no mail today');
      mails.push(mail);
    },
    passwordCost: 1024,
    now: () => Date.now(),
  });
  const { providerUrl } = await cognito.createUserPool({ id: POOL_ID, properties: poolProperties });
  for (const group of ['admin', 'staff']) cognito.createGroup({ userPoolId: POOL_ID, name: group });
  const { clientId } = cognito.createUserPoolClient({ userPoolId: POOL_ID, name: 'web', properties: clientProperties });
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_ENDPOINT_URL_S3: storage.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    USERS_TABLE: 'Users',
    NOTIFICATION_QUEUE_URL: 'queue',
    USER_POOL_ID: POOL_ID,
    USER_POOL_CLIENT_ID: clientId,
    USER_POOL_ISSUER: providerUrl,
    COOKIE_ORIGIN: 'https://shop.example',
    SHOP_NAME: 'Example%20Shop',
    RATE_LIMITS_TABLE: 'RateLimits',
    RATE_LIMIT_FACTOR: '1000',
    ACCOUNT_EVENTS_TOPIC_ARN: 'topic',
    DELETED_ACCOUNTS_TABLE: 'DeletedAccounts',
    DELETION_QUEUE_URL: 'deletions',
    EXPORT_BUCKET,
    EXPORT_QUEUE_URL: 'exports',
    STAGE: 'test',
    API_URL: 'https://api.example',
    FOLLOW_UP_SECONDS: String(FOLLOW_UP_SECONDS),
  });
  await createTable('Users', 'userId', { byList: 'listPart' }, 'listKey');
  await createTable('RateLimits', 'id');
  await createTable('DeletedAccounts', 'userId');
  await new S3Client({}).send(new CreateBucketCommand({ Bucket: EXPORT_BUCKET }));
  for (const name of ['checkSignUp', 'checkSignIn', 'writeCodeMail', 'recordUser']) {
    triggers[name] = (await import(`../src/handlers/${name}.ts`)).handler;
  }
  const routes = {
    '/sign-up': (await import('../src/handlers/signUp.ts')).handler,
    '/confirm-sign-up': (await import('../src/handlers/confirmSignUp.ts')).handler,
    '/resend-code': (await import('../src/handlers/resendCode.ts')).handler,
    '/sign-in': (await import('../src/handlers/signIn.ts')).handler,
    '/forgot-password': (await import('../src/handlers/forgotPassword.ts')).handler,
    '/reset-password': (await import('../src/handlers/resetPassword.ts')).handler,
  };
  /** The queue of the mailer, which is not here. */
  const queue = mockClient(SQSClient);
  queue.onAnyCommand().resolves({});
  const topic = mockClient(SNSClient);
  topic.onAnyCommand().resolves({});
  const sentTo = (url: string): string[] =>
    queue
      .commandCalls(SendMessageCommand)
      .flatMap(({ args: [{ input }] }) => (input.QueueUrl === url ? [input.MessageBody ?? ''] : []));
  const { removeUnconfirmed } = await import('../src/signUp/removeUnconfirmed.ts');
  const sdk = new CognitoIdentityProviderClient({ maxAttempts: 1 });
  const mailsTo = (email: string) => mails.filter(({ to }) => to === email);
  const codesTo = (email: string) => mailsTo(email).map(({ text }) => /\d{6}/.exec(text)?.[0] ?? '');
  return {
    clock,
    faults,
    delivery,
    sdk,
    clientId,
    userPoolId: POOL_ID,
    mailsTo,
    codesTo,
    /** The code of the newest mail. */
    codeTo: (email: string) => codesTo(email).at(-1) ?? 'no mail',
    removeUnconfirmed,
    requestedMails: () => sentTo('queue'),
    /** The messages of the deletion queue. */
    requestedDeletions: () => sentTo('deletions'),
    /** The messages of the export queue. */
    requestedExports: () => sentTo('exports'),
    /** The seconds after which messages of the deletion queue return. */
    postponed: () =>
      queue.commandCalls(ChangeMessageVisibilityCommand).map((call) => call.args[0].input.VisibilityTimeout),
    /** The events that were published. */
    published: () => topic.commandCalls(PublishCommand).map((call) => JSON.parse(call.args[0].input.Message ?? '')),
    /** Calls the consumer of the deletion queue. @returns whether the message is done */
    deliverDeletion: async (userId: string): Promise<boolean> => {
      const { handler } = await import('../src/handlers/deleteAccount.ts');
      const record = { messageId: 'm', receiptHandle: 'r', body: JSON.stringify({ userId }), messageAttributes: {} };
      const { batchItemFailures } = await handler({ Records: [record] } as unknown as SQSEvent, {} as Context);
      return batchItemFailures.length === 0;
    },
    post: async (path: keyof typeof routes, body: object): Promise<Answer> => {
      const { status, body: answer } = await request(routes[path], { body });
      return { status: status ?? 0, body: answer as Answer['body'] };
    },
    /** Calls the handler of a route, with a token if one is named. */
    call: async (handler: string, { token, ...parts }: CallParts = {}): Promise<CallAnswer> => {
      const module: { handler: Handler } = await import(`../src/handlers/${handler}.ts`);
      const headers = { ...parts.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
      const { status, body: answer, cookies } = await request(module.handler, { ...parts, headers });
      return { status: status ?? 0, body: answer as CallAnswer['body'], ...(cookies ? { cookies } : {}) };
    },
    /** Puts a user into a group, as `npm run grant-admin` does. */
    addToGroup: (Username: string, GroupName: string) =>
      sdk.send(new AdminAddUserToGroupCommand({ UserPoolId: POOL_ID, Username, GroupName })),
    /** Signs up at the user pool itself, as anyone may who knows the public client id. */
    signUpDirectly: (Username: string, name: string, email: string, Password: string) => {
      const UserAttributes = Object.entries({ name, email }).map(([Name, Value]) => ({ Name, Value }));
      return sdk.send(new SignUpCommand({ ClientId: clientId, Username, Password, UserAttributes }));
    },
    /** Signs in at the user pool itself. */
    signInDirectly: (USERNAME: string, PASSWORD: string) =>
      sdk.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD },
        }),
      ),
    close: async () => {
      sdk.destroy();
      await Promise.all([cognito.close(), database.close(), storage.close()]);
    },
  };
};
