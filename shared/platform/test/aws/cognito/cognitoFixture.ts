import {
  AdminGetUserCommand,
  type AttributeType,
  type AuthenticationResultType,
  type AuthFlowType,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type CognitoOptions, startCognito } from '../../../src/aws/cognito/cognito.ts';
import type { Mail } from '../../../src/aws/cognito/context.ts';

export const PASSWORD = 'Correct-horse-1';
export const POOL_ID = 'eu-west-1_TestPool1';

/** The pool of the platform: e-mail is an alias and is verified by a code. */
export const poolProperties = {
  UserPoolName: 'test',
  AliasAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    },
  },
  Schema: [
    { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
    { Name: 'name', AttributeDataType: 'String', Required: false, Mutable: true },
  ],
};

export const clientProperties = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
};

export const sdkFor = (url: string): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

type Setting = {
  pool?: Record<string, unknown>;
  client?: Record<string, unknown>;
  options?: Partial<CognitoOptions>;
};

/** A service with one pool and one client, its mails and its clock at hand. */
export const startPool = async ({ pool, client, options }: Setting = {}) => {
  const mails: Mail[] = [];
  const clock: { aheadMs: number; stoppedAt?: number } = { aheadMs: 0 };
  const cognito = await startCognito({
    port: 0,
    region: 'eu-west-1',
    invokeTrigger: async (_functionArn, event) => event,
    deliver: (mail) => void mails.push(mail),
    passwordCost: 1024,
    now: () => clock.stoppedAt ?? Date.now() + clock.aheadMs,
    ...options,
  });
  const references = await cognito.createUserPool({ id: POOL_ID, properties: { ...poolProperties, ...pool } });
  const { clientId } = cognito.createUserPoolClient({
    userPoolId: POOL_ID,
    name: 'web',
    properties: { ...clientProperties, ...client },
  });
  const sdk = sdkFor(cognito.url);

  const signUp = (Username: string, email = `${Username}@example.com`, UserAttributes: AttributeType[] = []) =>
    sdk.send(
      new SignUpCommand({
        ClientId: clientId,
        Username,
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: email }, ...UserAttributes],
      }),
    );
  const lastCode = (email: string): string =>
    /\d{6}/.exec(mails.findLast(({ to }) => to === email)?.text ?? '')?.[0] ?? 'no mail';
  const confirm = (Username: string, ConfirmationCode = lastCode(`${Username}@example.com`)) =>
    sdk.send(new ConfirmSignUpCommand({ ClientId: clientId, Username, ConfirmationCode }));
  const authenticate = (AuthFlow: AuthFlowType, AuthParameters: Record<string, string>, ClientId = clientId) =>
    sdk.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters }));
  const signIn = async (username: string, password = PASSWORD): Promise<AuthenticationResultType> => {
    const flow = { USERNAME: username, PASSWORD: password };
    return (await authenticate('USER_PASSWORD_AUTH', flow)).AuthenticationResult ?? {};
  };
  /** Signs up and confirms; answers the user's `sub`. */
  const createUser = async (username: string, attributes?: AttributeType[]): Promise<string> => {
    const { UserSub = '' } = await signUp(username, undefined, attributes);
    await confirm(username);
    return UserSub;
  };
  return {
    cognito,
    references,
    clientId,
    sdk,
    mails,
    clock,
    signUp,
    lastCode,
    confirm,
    signIn,
    createUser,
    authenticate,
    refresh: (REFRESH_TOKEN: string, client = clientId) =>
      authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN }, client),
    /** The tokens of a new user. */
    signedIn: async (username: string) => {
      await createUser(username);
      return tokensOf(await signIn(username));
    },
    userOf: (Username: string) => sdk.send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username })),
    close: async (): Promise<void> => {
      sdk.destroy();
      await cognito.close();
    },
  };
};

/** A code that is not `code`. */
export const another = (code: string): string => (code === '000000' ? '000001' : '000000');

export const attributeOf = (attributes: AttributeType[] | undefined, name: string): string | undefined =>
  attributes?.find(({ Name }) => Name === name)?.Value;

export const tokensOf = ({ AccessToken = '', IdToken = '', RefreshToken = '' }: AuthenticationResultType) => ({
  access: AccessToken,
  id: IdToken,
  refresh: RefreshToken,
});

export const notAuthorized = (message: string) => ({ name: 'NotAuthorizedException', message });
