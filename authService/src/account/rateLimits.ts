import { rateLimit } from '@ecommerce/shared/rateLimit.ts';
import { type UserIdentifier, usernameOf } from './account.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often one client and one account may call each route. A client may be a whole office or a mobile network behind one address, so its
 * limits allow for dozens of people. An account is one person, who may mistype a few times.
 */

/** Returns what identifies an account in a request: its address or its name, which are counted separately. */
const accountOf = ({ fullName, email }: UserIdentifier): string => email ?? usernameOf(fullName ?? '');

/** Limits of routes that send emails. A person needs two or three; each costs money and, if unwanted, reputation. */
const MAIL = { client: { attempts: 30, seconds: HOUR }, account: { attempts: 10, seconds: HOUR } };

/**
 * Limits of routes that check a code. There are a million codes, valid for a day at most: 20 attempts an hour succeed once in 2,000
 * cases.
 */
const CODE = { client: { attempts: 60, seconds: HOUR }, account: { attempts: 20, seconds: HOUR } };

export const signUpLimit = rateLimit<{ email: string }>(MAIL.client, { ...MAIL.account, of: accountOf });
export const resendCodeLimit = rateLimit<UserIdentifier>(MAIL.client, { ...MAIL.account, of: accountOf });
export const forgotPasswordLimit = rateLimit<UserIdentifier>(MAIL.client, { ...MAIL.account, of: accountOf });
export const confirmSignUpLimit = rateLimit<UserIdentifier>(CODE.client, { ...CODE.account, of: accountOf });
export const resetPasswordLimit = rateLimit<UserIdentifier>(CODE.client, { ...CODE.account, of: accountOf });

/**
 * Cognito itself locks an account after a few wrong passwords, for increasing times. This limit stops guesses that are spread over time.
 */
export const signInLimit = rateLimit<UserIdentifier>(
  { attempts: 100, seconds: 15 * MINUTE },
  { attempts: 30, seconds: 15 * MINUTE, of: accountOf },
);

/** Tokens cannot be guessed. This limit prevents one client from using up the Cognito quota that all share. */
export const sessionLimit = rateLimit<unknown>({ attempts: 300, seconds: 15 * MINUTE });
