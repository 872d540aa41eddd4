import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import type { User } from '../users/users.ts';

/** Actions that are counted per user: wrong codes and emails per hour, wrong passwords until a quarter of an hour without any. */
export type Action =
  | 'SignIn'
  | 'ConfirmSignUp'
  | 'ResendConfirmationCode'
  | 'ForgotPassword'
  | 'ConfirmForgotPassword'
  | 'UpdateUserAttributes'
  | 'VerifyUserAttribute'
  | 'ChangePassword';

const HOUR = 3_600_000;
const QUARTER_OF_AN_HOUR = 900_000;
/** AWS allows between 5 and 20 an hour, depending on the risk. */
const ATTEMPTS_AN_HOUR = 5;
const FREE_PASSWORD_ATTEMPTS = 5;

type Attempts = { count: number; at: number };

const read = ({ database }: Context, { poolId, sub }: User, action: Action): Attempts =>
  database.row<Attempts>`
    SELECT count, at FROM attempts WHERE pool_id = ${poolId} AND sub = ${sub} AND action = ${action}` ?? {
    count: 0,
    at: 0,
  };

const write = ({ database }: Context, { poolId, sub }: User, action: Action, { count, at }: Attempts): void => {
  database.run`
    INSERT INTO attempts (pool_id, sub, action, count, at) VALUES (${poolId}, ${sub}, ${action}, ${count}, ${at})
    ON CONFLICT DO UPDATE SET count = excluded.count, at = excluded.at`;
};

export const forgetAttempts = ({ database }: Context, { poolId, sub }: User, action: Action): void => {
  database.run`DELETE FROM attempts WHERE pool_id = ${poolId} AND sub = ${sub} AND action = ${action}`;
};

/**
 * @throws {CognitoError} LimitExceededException when the hour's attempts are used up.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export const checkHourlyLimit = (context: Context, user: User, action: Action): void => {
  const { count, at } = read(context, user, action);
  if (count >= ATTEMPTS_AN_HOUR && context.now() < at + HOUR) throw refusals.tooManyAttempts();
};

/** Counts one attempt of the hour that began with the first. */
export const countHourly = (context: Context, user: User, action: Action): void => {
  const { count, at } = read(context, user, action);
  const now = context.now();
  write(context, user, action, now < at + HOUR ? { count: count + 1, at } : { count: 1, at: now });
};

/** Returns the lockout: 2^(n−5) seconds after the nth wrong password in a row, at most a quarter of an hour. */
const lockout = (count: number): number =>
  count < FREE_PASSWORD_ATTEMPTS ? 0 : Math.min(2 ** (count - FREE_PASSWORD_ATTEMPTS) * 1000, QUARTER_OF_AN_HOUR);

/**
 * @throws {CognitoError} NotAuthorizedException `Password attempts exceeded` while the user is locked out.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
 */
export const checkLockout = (context: Context, user: User): void => {
  const { count, at } = read(context, user, 'SignIn');
  if (context.now() < at + lockout(count)) throw refusals.notAuthorized('Password attempts exceeded');
};

export const countWrongPassword = (context: Context, user: User): void => {
  const { count, at } = read(context, user, 'SignIn');
  const now = context.now();
  write(context, user, 'SignIn', { count: now < at + QUARTER_OF_AN_HOUR ? count + 1 : 1, at: now });
};
