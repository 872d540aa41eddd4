import type { RateLimitDefinition } from '@ecommerce/shared/route.ts';
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
export const MAIL_LIMIT: RateLimitDefinition = {
  client: { attempts: 30, seconds: HOUR },
  account: { attempts: 10, seconds: HOUR, of: accountOf },
};

/**
 * Limits of routes that check a code. There are a million codes, valid for a day at most: 20 attempts an hour succeed once in 2,000
 * cases.
 */
export const CODE_LIMIT: RateLimitDefinition = {
  client: { attempts: 60, seconds: HOUR },
  account: { attempts: 20, seconds: HOUR, of: accountOf },
};

/**
 * Cognito itself locks an account after a few wrong passwords, for increasing times. This limit stops guesses that are spread over time.
 */
export const SIGN_IN_LIMIT: RateLimitDefinition = {
  client: { attempts: 100, seconds: 15 * MINUTE },
  account: { attempts: 30, seconds: 15 * MINUTE, of: accountOf },
};

/** Tokens cannot be guessed. This limit prevents one client from using up the Cognito quota that all share. */
export const SESSION_LIMIT: RateLimitDefinition = { client: { attempts: 300, seconds: 15 * MINUTE } };
