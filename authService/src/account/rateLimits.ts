import type { Caller } from '@ecommerce/shared/auth.ts';
import type { RateLimitDefinition } from '@ecommerce/shared/route.ts';
import { type UserIdentifier, usernameOf } from './account.ts';
import { challengedUsername } from './sealedSession.ts';

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

/** Returns the caller's account, of routes that need a token. */
const callersAccount = (_body: never, caller: Caller | undefined): string => caller?.userId ?? '';

/** Limits of routes that check the caller's password, so that nobody can guess it from an open session. */
export const OWN_PASSWORD_LIMIT: RateLimitDefinition = {
  client: { attempts: 100, seconds: 15 * MINUTE },
  account: { attempts: 10, seconds: 15 * MINUTE, of: callersAccount },
};

/** Limits of routes that check a code for the caller's account. */
export const OWN_CODE_LIMIT: RateLimitDefinition = {
  client: { attempts: 60, seconds: HOUR },
  account: { attempts: 20, seconds: HOUR, of: callersAccount },
};

/** Limits of the second step of a sign-in: three of a million codes are valid at a time. */
export const MFA_SIGN_IN_LIMIT: RateLimitDefinition = {
  client: { attempts: 60, seconds: HOUR },
  account: { attempts: 20, seconds: HOUR, of: ({ session }: { session: string }) => challengedUsername(session) },
};

/** Limits of renaming, so that nobody tries out or collects names. */
export const RENAME_LIMIT: RateLimitDefinition = {
  client: { attempts: 60, seconds: HOUR },
  account: { attempts: 10, seconds: HOUR, of: callersAccount },
};

/** Links to exports cannot be guessed. This limit keeps one client from reading the table without end. */
export const EXPORT_LINK_LIMIT: RateLimitDefinition = { client: { attempts: 100, seconds: 15 * MINUTE } };

/** Tokens cannot be guessed. This limit prevents one client from using up the Cognito quota that all share. */
export const SESSION_LIMIT: RateLimitDefinition = { client: { attempts: 300, seconds: 15 * MINUTE } };
