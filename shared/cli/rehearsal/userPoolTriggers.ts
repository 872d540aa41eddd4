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
 * Emulates what a user pool does on AWS and MiniStack does not: it calls the triggers around a request, and marks an email address as
 * verified once its code was entered.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 */

const Named = z.object({
  ClientId: z.string(),
  Username: z.string(),
  ClientMetadata: z.record(z.string(), z.string()).optional(),
});
const SignUp = Named.extend({ UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]) });
const Authentication = z.object({
  ClientId: z.string(),
  AuthFlow: z.literal('USER_PASSWORD_AUTH'),
  AuthParameters: z.object({ USERNAME: z.string() }),
});

type Trigger = 'PreSignUp' | 'PreAuthentication' | 'PostConfirmation' | 'PostAuthentication';
type Due = {
  trigger: Trigger;
  source: string;
  clientId: string;
  username: string;
  clientMetadata?: Record<string, string> | undefined;
  /** The attributes of a user that does not exist yet. */
  attributes?: Record<string, string>;
};

/** Returns the trigger that AWS calls before processing a request. */
const dueBefore = (action: string, body: unknown): Due | undefined => {
  if (action === 'SignUp') {
    const { ClientId, Username, ClientMetadata, UserAttributes } = SignUp.parse(body);
    const attributes = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
    const due = { trigger: 'PreSignUp', source: 'PreSignUp_SignUp', clientId: ClientId, username: Username } as const;
    return { ...due, clientMetadata: ClientMetadata, attributes };
  }
  const request = action === 'InitiateAuth' ? Authentication.safeParse(body) : undefined;
  if (!request?.success) return undefined;
  const source = 'PreAuthentication_Authentication';
  const { ClientId, AuthParameters } = request.data;
  return { trigger: 'PreAuthentication', source, clientId: ClientId, username: AuthParameters.USERNAME };
};

/** Returns the trigger that AWS calls after a successful request. */
const dueAfter = (action: string, body: unknown): Due | undefined => {
  if (action === 'ConfirmSignUp' || action === 'ConfirmForgotPassword') {
    const { ClientId, Username, ClientMetadata } = Named.parse(body);
    const due = { trigger: 'PostConfirmation', source: `PostConfirmation_${action}` } as const;
    return { ...due, clientId: ClientId, username: Username, clientMetadata: ClientMetadata };
  }
  const request = action === 'InitiateAuth' ? Authentication.safeParse(body) : undefined;
  if (!request?.success) return undefined;
  const source = 'PostAuthentication_Authentication';
  const { ClientId, AuthParameters } = request.data;
  return { trigger: 'PostAuthentication', source, clientId: ClientId, username: AuthParameters.USERNAME };
};

const UserAttributes = [{ Name: 'email_verified', Value: 'true' }];

/** The actions that have triggers. */
export const actionsWithTriggers = new Set(['SignUp', 'ConfirmSignUp', 'ConfirmForgotPassword', 'InitiateAuth']);

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

  const verifyAddress = async (UserPoolId: string, Username: string): Promise<void> => {
    await cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }));
  };

  /** Returns the user as a trigger sees it; without attributes if it does not exist. */
  const userOf = async (UserPoolId: string, Username: string) => {
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username })).catch((error: Error) => {
      if (error.name === 'UserNotFoundException') return undefined;
      throw error;
    });
    const attributes = Object.fromEntries(
      (user?.UserAttributes ?? []).map(({ Name = '', Value = '' }) => [Name, Value]),
    );
    return {
      username: user?.Username ?? Username,
      attributes: user ? { ...attributes, 'cognito:user_status': user.UserStatus ?? '' } : {},
    };
  };

  const run = async (due: Due): Promise<string | undefined> => {
    const UserPoolId = await poolOf(due.clientId);
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
    const verifies =
      due.source === 'PostConfirmation_ConfirmSignUp' && UserPool?.AutoVerifiedAttributes?.includes('email');
    if (verifies) await verifyAddress(UserPoolId, due.username);
    const functionArn = (UserPool?.LambdaConfig as LambdaConfigType | undefined)?.[due.trigger];
    if (!functionArn) return undefined;
    const { username, attributes } =
      due.attributes === undefined ? await userOf(UserPoolId, due.username) : { ...due, attributes: due.attributes };
    const event = {
      version: '1',
      region: config.region,
      userPoolId: UserPoolId,
      userName: username,
      callerContext: { awsSdkVersion: 'rehearsal', clientId: due.clientId },
      triggerSource: due.source,
      request: {
        userAttributes: attributes,
        ...(due.clientMetadata === undefined ? {} : { clientMetadata: due.clientMetadata }),
      },
      response: {},
    };
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }),
    );
    if (!FunctionError) return undefined;
    const { errorMessage = FunctionError } = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
    return `${due.trigger} failed with error ${errorMessage}.`;
  };

  return {
    /** Calls the trigger before a request is processed. Returns why the request is rejected, if it is. */
    async before(action: string, body: unknown): Promise<string | undefined> {
      const due = dueBefore(action, body);
      return due && run(due);
    },
    /** Calls the trigger after a successful request. Returns the trigger's error, if it failed. */
    async after(action: string, body: unknown): Promise<string | undefined> {
      const due = dueAfter(action, body);
      return due && run(due);
    },
    close: () => {
      for (const client of [cognito, lambda]) client.destroy();
    },
  };
};
