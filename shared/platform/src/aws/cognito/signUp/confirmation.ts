import type { Context } from '../context.ts';
import { CognitoError } from '../errors.ts';
import type { requireClient, UserPool } from '../pools/pools.ts';
import { runTrigger } from '../pools/triggers.ts';
import { type Action, checkHourlyLimit, countHourly } from '../signIn/attempts.ts';
import type { User } from '../users/users.ts';
import { issueCode, type Occasion, sendCode } from './codes.ts';

const ASKED_BY = { ResendCode: 'ResendConfirmationCode', ForgotPassword: 'ForgotPassword' } as const;

/**
 * Mails a code that the user asked for.
 *
 * @returns the operation's answer: where the code went
 * @throws {CognitoError} LimitExceededException, CodeDeliveryFailureException
 */
export const mailCodeAskedFor = async (
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
 * Makes the change that a code confirms, then runs the pool's function for it. A wrong code is counted against the user's hour.
 *
 * @param change checks the code; answers the user as it is then
 * @returns the operation's answer
 * @throws {CognitoError} LimitExceededException, what `change` and the function throw
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

/** Makes the change that a code allows; a wrong code counts against the user's hour. */
export const countingWrongCodes = (context: Context, user: User, action: Action, change: () => User): User => {
  try {
    return change();
  } catch (error) {
    if (error instanceof CognitoError && error.name === 'CodeMismatchException') countHourly(context, user, action);
    throw error;
  }
};
