import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { type UserIdentifier, usernameOf } from './account.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often one client and one account may call each route. A client may be a whole office or a mobile network behind one address, so its
 * limits leave room for some dozens of people; an account is one person, who mistypes a few times.
 */

/** Of one account: what its name or its address stands for. The two are counted apart. */
const accountOf = ({ fullName, email }: UserIdentifier): string => email ?? usernameOf(fullName ?? '');

/** Sends mail: what a person asks for two or three times, and what costs money and reputation. */
const MAIL = { client: { attempts: 30, seconds: HOUR }, account: { attempts: 10, seconds: HOUR } };

/** Checks one of a million codes, which live a day at most: 20 tries an hour find it in one case of 2,000. */
const CODE = { client: { attempts: 60, seconds: HOUR }, account: { attempts: 20, seconds: HOUR } };

export const signUpLimit = rateLimit<{ email: string }>(MAIL.client, { ...MAIL.account, of: accountOf });
export const resendCodeLimit = rateLimit<UserIdentifier>(MAIL.client, { ...MAIL.account, of: accountOf });
export const forgotPasswordLimit = rateLimit<UserIdentifier>(MAIL.client, { ...MAIL.account, of: accountOf });
export const confirmSignUpLimit = rateLimit<UserIdentifier>(CODE.client, { ...CODE.account, of: accountOf });
export const resetPasswordLimit = rateLimit<UserIdentifier>(CODE.client, { ...CODE.account, of: accountOf });

/** Cognito itself locks an account after a few wrong passwords, for growing times; this limits who spreads guesses over time. */
export const signInLimit = rateLimit<UserIdentifier>(
  { attempts: 100, seconds: 15 * MINUTE },
  { attempts: 30, seconds: 15 * MINUTE, of: accountOf },
);

/** Tokens cannot be guessed: this keeps one client from using up the calls to Cognito that all share. */
export const sessionLimit = rateLimit<unknown>({ attempts: 300, seconds: 15 * MINUTE });
