import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  type LambdaConfigType,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';

/**
 * What a user pool does on AWS between a request and its answer, and MiniStack does not: it calls its PostConfirmation and PostAuthentication
 * functions, and a mail address whose code was given is verified from then on.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 */

const Confirmation = z.object({ ClientId: z.string(), Username: z.string() });
const Authentication = z.object({ ClientId: z.string(), AuthFlow: z.literal('USER_PASSWORD_AUTH') });
const SignedIn = z.object({ AuthenticationResult: z.object({ IdToken: z.string() }) });

type Due = { trigger: 'PostConfirmation' | 'PostAuthentication'; source: string; clientId: string; username: string };

/** Which trigger a request that went well calls on AWS. */
const dueTrigger = (action: string, body: unknown, answer: unknown): Due | undefined => {
  if (action === 'ConfirmSignUp') {
    const { ClientId, Username } = Confirmation.parse(body);
    return {
      trigger: 'PostConfirmation',
      source: 'PostConfirmation_ConfirmSignUp',
      clientId: ClientId,
      username: Username,
    };
  }
  const request = Authentication.safeParse(body);
  const signedIn = SignedIn.safeParse(answer);
  if (action !== 'InitiateAuth' || !request.success || !signedIn.success) return undefined;
  const username = usernameIn(signedIn.data.AuthenticationResult.IdToken);
  const source = 'PostAuthentication_Authentication';
  return { trigger: 'PostAuthentication', source, clientId: request.data.ClientId, username };
};

const usernameIn = (idToken: string): string => {
  const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
  return String(claims['cognito:username']);
};

const UserAttributes = [{ Name: 'email_verified', Value: 'true' }];

/** The actions after which something is due. */
export const actionsWithTriggers = new Set(['ConfirmSignUp', 'InitiateAuth']);

type Config = ConstructorParameters<typeof CognitoIdentityProviderClient>[0] & { region: string };

/** Calls triggers of the user pools at an endpoint. */
export const createTriggers = (config: Config) => {
  const cognito = new CognitoIdentityProviderClient(config);
  const lambda = new LambdaClient(config);
  const pools = new Map<string, string>();

  const poolOf = async (ClientId: string): Promise<string> => {
    const known = pools.get(ClientId);
    if (known) return known;
    const { UserPools = [] } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }));
    for (const { Id: UserPoolId = '' } of UserPools) {
      const found = await cognito
        .send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))
        .catch(() => undefined);
      if (found) pools.set(ClientId, UserPoolId);
    }
    const pool = pools.get(ClientId);
    if (!pool) throw new Error(`No user pool has the client ${ClientId}.`);
    return pool;
  };

  const run = async ({ trigger, source, clientId, username }: Due): Promise<string | undefined> => {
    const UserPoolId = await poolOf(clientId);
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
    if (trigger === 'PostConfirmation' && UserPool?.AutoVerifiedAttributes?.includes('email'))
      await cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: username, UserAttributes }));
    const functionArn = (UserPool?.LambdaConfig as LambdaConfigType | undefined)?.[trigger];
    if (!functionArn) return undefined;
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username: username }));
    const attributes = user.UserAttributes?.map(({ Name = '', Value = '' }) => [Name, Value] as const) ?? [];
    const event = {
      version: '1',
      region: config.region,
      userPoolId: UserPoolId,
      userName: user.Username,
      callerContext: { awsSdkVersion: 'rehearsal', clientId },
      triggerSource: source,
      request: { userAttributes: { ...Object.fromEntries(attributes), 'cognito:user_status': user.UserStatus } },
      response: {},
    };
    const { FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }),
    );
    return FunctionError && `${trigger} failed with error ${FunctionError}.`;
  };

  return {
    /** Calls the trigger that is due after a request that went well. Answers what went wrong with it. */
    async after(action: string, body: unknown, answer: unknown): Promise<string | undefined> {
      const due = dueTrigger(action, body, answer);
      return due && run(due);
    },
    close: () => {
      for (const client of [cognito, lambda]) client.destroy();
    },
  };
};
