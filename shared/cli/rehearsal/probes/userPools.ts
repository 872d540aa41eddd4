import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolCommand,
  InitiateAuthCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { codeIn } from '../../shopClient.ts';
import { readMails } from '../mails.ts';
import { type EmulatorConfig, type Probe, refusalOf } from './probe.ts';

/** Runs `work` with a user pool that ignores the case of usernames and verifies addresses by a code. */
const withPool = async (
  config: EmulatorConfig,
  settings: Partial<CreateUserPoolCommandInput>,
  work: (pool: Awaited<ReturnType<typeof openPool>>) => Promise<boolean>,
): Promise<boolean> => {
  const cognito = new CognitoIdentityProviderClient(config);
  const pool = await openPool(cognito, config.endpoint, settings);
  try {
    return await work(pool);
  } finally {
    await cognito.send(new DeleteUserPoolCommand({ UserPoolId: pool.UserPoolId }));
    cognito.destroy();
  }
};

const openPool = async (
  cognito: CognitoIdentityProviderClient,
  endpoint: string,
  settings: Partial<CreateUserPoolCommandInput>,
) => {
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({
      PoolName: 'probe',
      AliasAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      ...settings,
    }),
  );
  const UserPoolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'probe' }));
  const ClientId = UserPoolClient?.ClientId ?? '';
  const mails = async (address: string) =>
    (await readMails(endpoint)).filter(({ destination }) => destination.to.includes(address));
  return {
    cognito,
    UserPoolId,
    signUp: (Username: string, address: string) => {
      const UserAttributes = [{ Name: 'email', Value: address }];
      return cognito.send(new SignUpCommand({ ClientId, Username, Password: 'Passw0rd!', UserAttributes }));
    },
    confirm: async (Username: string, address: string) => {
      const newest = (await mails(address)).at(-1);
      const ConfirmationCode = newest ? codeIn(newest) : '';
      return cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));
    },
    signIn: async (USERNAME: string): Promise<string> => {
      const AuthParameters = { USERNAME, PASSWORD: 'Passw0rd!' };
      const { AuthenticationResult } = await cognito.send(
        new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
      );
      return AuthenticationResult?.AccessToken ?? '';
    },
  };
};

export const callsNoTrigger: Probe = (config) => {
  const PostConfirmation = `arn:aws:lambda:${config.region}:000000000000:function:no-such-function`;
  return withPool(config, { LambdaConfig: { PostConfirmation } }, async ({ signUp, confirm }) => {
    await signUp('triggered', 'triggered@probe.example');
    return (await refusalOf(confirm('triggered', 'triggered@probe.example'))) === undefined;
  });
};

export const leavesAddressUnverified: Probe = (config) =>
  withPool(config, {}, async ({ cognito, UserPoolId, signUp, confirm }) => {
    await signUp('ben', 'ben@probe.example');
    await confirm('ben', 'ben@probe.example');
    const { UserAttributes = [] } = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username: 'ben' }));
    return UserAttributes.find(({ Name }) => Name === 'email_verified')?.Value !== 'true';
  });

export const changesAddressAtOnce: Probe = (config) => {
  const UserAttributeUpdateSettings = { AttributesRequireVerificationBeforeUpdate: ['email' as const] };
  return withPool(config, { UserAttributeUpdateSettings }, async ({ cognito, UserPoolId, signUp, confirm, signIn }) => {
    await signUp('cat', 'cat@probe.example');
    await confirm('cat', 'cat@probe.example');
    const UserAttributes = [{ Name: 'email', Value: 'new.cat@probe.example' }];
    await cognito.send(new UpdateUserAttributesCommand({ AccessToken: await signIn('cat'), UserAttributes }));
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username: 'cat' }));
    return user.UserAttributes?.find(({ Name }) => Name === 'email')?.Value === 'new.cat@probe.example';
  });
};
