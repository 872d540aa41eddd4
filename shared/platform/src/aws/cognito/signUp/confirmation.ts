import type { Context } from '../context.ts';
import { CognitoError } from '../errors.ts';
import type { requireClient, UserPool } from '../pools/pools.ts';
import { runTrigger } from '../pools/triggers.ts';
import { type Action, checkHourlyLimit, countHourly } from '../signIn/attempts.ts';
import type { User } from '../users/users.ts';
import { issueCode, type Occasion, sendCode } from './codes.ts';

const ASKED_BY = { ResendCode: 'ResendConfirmationCode', ForgotPassword: 'ForgotPassword' } as const;

/**
 * Emails a code that the user requested.
 *
 * @returns the operation's result: where the code was sent
 * @throws {CognitoError} LimitExceededException, CodeDeliveryFailureException
 */
export const emailRequestedCode = async (
  context: Context,
  pool: UserPool,
  user: User,
  occasion: Occasion & { of: keyof typeof ASKED_BY },
) => {
  checkHourlyLimit(context, user, ASKED_BY[occasion.of]);
  countHourly(context, user, ASKED_BY[occasion.of]);
  const code = issueCode(context, user, occasion.of === 'ForgotPassword' ? 'reset' : 'confirmation');
  return { CodeDeliveryDetails: await sendCode(context, pool, user, code, occasion) };
};

type Confirmation = ReturnType<typeof requireClient> & {
  user: User;
  action: 'ConfirmSignUp' | 'ConfirmForgotPassword';
  clientMetadata: Record<string, string> | undefined;
};

/**
 * Makes the change that a code confirms, then runs the pool's trigger. A wrong code counts towards the user's hourly limit.
 *
 * @param change checks the code and returns the changed user
 * @returns the operation's result
 * @throws {CognitoError} LimitExceededException, and the errors of `change` and the trigger
 */
export const confirmByCode = async (
  context: Context,
  { client, pool, user, action, clientMetadata }: Confirmation,
  change: () => User,
): Promise<Record<string, never>> => {
  checkHourlyLimit(context, user, action);
  const changed = countingWrongCodes(context, user, action, change);
  await runTrigger(context, pool, {
    source: `PostConfirmation_${action}`,
    user: changed,
    clientId: client.id,
    clientMetadata,
  });
  return {};
};

/** Makes the change that a code allows. A wrong code counts towards the user's hourly limit. */
export const countingWrongCodes = (context: Context, user: User, action: Action, change: () => User): User => {
  try {
    return change();
  } catch (error) {
    if (error instanceof CognitoError && error.name === 'CodeMismatchException') countHourly(context, user, action);
    throw error;
  }
};
