import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { CognitoError } from '../errors.ts';
import type { User } from '../users/users.ts';
import type { UserPool } from './pools.ts';

type TriggerSource =
  | 'PreSignUp_SignUp'
  | 'PreAuthentication_Authentication'
  | 'CustomMessage_SignUp'
  | 'CustomMessage_ResendCode'
  | 'CustomMessage_ForgotPassword'
  | 'CustomMessage_UpdateUserAttribute'
  | 'PostConfirmation_ConfirmSignUp'
  | 'PostConfirmation_ConfirmForgotPassword'
  | 'PostAuthentication_Authentication';

type Invocation = {
  source: TriggerSource;
  /** A user that does not exist (yet) has no `sub` and no status. */
  user: Pick<User, 'username' | 'attributes'> & Partial<Pick<User, 'sub' | 'status'>>;
  /** Absent if an administrator's call triggered it. */
  clientId?: string;
  /** Fields of this trigger's request besides the user's attributes. */
  request?: Record<string, unknown>;
  /** Metadata that the operation's caller passes to the function. */
  clientMetadata?: Record<string, string> | undefined;
};

type TriggerResponse = Record<string, unknown>;

const ATTEMPTS = 3;
const TIMED_OUT = Symbol('timed out');

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
const eventOf = (
  { region }: Context,
  pool: UserPool,
  { source, user, clientId, request, clientMetadata }: Invocation,
) => ({
  version: '1',
  region,
  userPoolId: pool.id,
  userName: user.username,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: clientId ?? 'CLIENT_ID_NOT_APPLICABLE' },
  triggerSource: source,
  request: {
    userAttributes: {
      ...(user.sub === undefined ? {} : { sub: user.sub, 'cognito:user_status': user.status }),
      ...user.attributes,
    },
    ...request,
    ...(clientMetadata ? { clientMetadata } : {}),
  },
  response: {},
});

/** Calls the function once, with the service's timeout. The function itself keeps running, as on AWS. */
const invokeOnce = async (context: Context, functionArn: string, event: object): Promise<unknown> => {
  const answered = new AbortController();
  const timeout = sleep(context.triggerTimeoutMs, TIMED_OUT, { signal: answered.signal });
  timeout.catch(() => undefined); // a response in time aborts it
  try {
    return await Promise.race([context.invokeTrigger(functionArn, structuredClone(event)), timeout]);
  } finally {
    answered.abort();
  }
};

/**
 * Runs the pool's function for a trigger, if there is one. If it throws or times out, it is called up to three times in all.
 *
 * @returns the `response` of the event that the function returns, empty without a function
 * @throws {CognitoError} UserLambdaValidationException with the function's error, UnexpectedLambdaException for a timeout,
 *   InvalidLambdaResponseException if it does not return the event. The operation is not undone.
 */
export const runTrigger = async (
  context: Context,
  pool: UserPool,
  invocation: Invocation,
): Promise<TriggerResponse> => {
  const trigger = invocation.source.split('_')[0] as keyof UserPool['properties']['LambdaConfig'];
  const functionArn = pool.properties.LambdaConfig[trigger];
  if (functionArn === undefined) return {};
  const event = eventOf(context, pool, invocation);
  let failure: CognitoError | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const answer = await invokeOnce(context, functionArn, event);
      if (answer !== TIMED_OUT) return responseIn(answer);
      const text = `${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`;
      failure = new CognitoError('UnexpectedLambdaException', text);
    } catch (error) {
      if (error instanceof CognitoError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      failure = new CognitoError('UserLambdaValidationException', `${trigger} failed with error ${reason}.`);
    }
  }
  throw failure;
};

const responseIn = (answer: unknown): TriggerResponse => {
  if (typeof answer === 'object' && answer !== null && 'response' in answer) return Object(answer.response);
  throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
};
