import { randomBytes } from 'node:crypto';
import { EmailAddress } from '@ecommerce/shared/emailAddress.ts';
import { multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** The usernames that Cognito accepts, after white space was replaced by `_`. */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** Zero-width joiner and non-joiner, used in Persian, Sinhala, emoji and others. Cognito accepts neither in a username. */
const JOINERS = /[\u200c\u200d]/g;

/** Returns the Cognito username of a full name: each run of white space becomes one `_`, joiners are removed. */
export const usernameOf = (fullName: string): string => fullName.replace(JOINERS, '').replace(/\s+/g, '_');

const MAX_USERNAME = 128;

/** Returns another username for the same name, with a short random suffix, in case the first one is taken. */
export const anotherUsernameOf = (fullName: string): string => {
  const suffix = `_${randomBytes(4).readUInt32BE().toString(36).padStart(7, '0')}`;
  return `${[...usernameOf(fullName)].slice(0, MAX_USERNAME - suffix.length).join('')}${suffix}`;
};

/** Cognito rejects usernames that look like an email address, since addresses are aliases. */
const LIKE_AN_ADDRESS = /^[^@]+@[^@]+\.[^@]+$/;

export const FullName = multiLineText(128)
  .refine((fullName) => USERNAME.test(usernameOf(fullName)), 'must consist of letters, digits, symbols and spaces')
  .refine((fullName) => !LIKE_AN_ADDRESS.test(fullName), 'must not be a mail address');

/**
 * A password of a sign-in or a new one; `newPassword.ts` checks whether a new one is strong enough. Composed (NFC), so that all keyboards
 * produce the same one.
 */
export const Password = z.string().min(1).max(256, { abort: true }).normalize('NFC');
export const ConfirmationCode = z.string().trim().min(1).max(64);
const Token = z.string().min(1).max(16_384);

/** Fields that identify an account: the full name or the email address. */
const who = { fullName: FullName.optional(), email: EmailAddress.optional() };

/** The same rule for the JSON Schema, which cannot express the check below. */
const namedBy = [{ required: ['fullName'] }, { required: ['email'] }];

const withIdentifier = <Shape extends z.core.$ZodLooseShape>(fields: Shape) =>
  z
    .strictObject({ ...who, ...fields })
    .superRefine((body, context) => {
      const { fullName, email } = body as UserIdentifier;
      if ((fullName === undefined) === (email === undefined)) {
        context.addIssue({ code: 'custom', path: ['fullName'], message: 'either fullName or email must be given' });
      }
    })
    .meta({ oneOf: namedBy });

/** For accounts that wait for their code. Name and address may be given together, since several accounts may have either. */
const withPendingIdentifier = <Shape extends z.core.$ZodLooseShape>(fields: Shape) =>
  z
    .strictObject({ ...who, ...fields })
    .superRefine((body, context) => {
      const { fullName, email } = body as UserIdentifier;
      if (fullName === undefined && email === undefined) {
        context.addIssue({ code: 'custom', path: ['fullName'], message: 'fullName or email must be given, or both' });
      }
    })
    .meta({ anyOf: namedBy });

/** The stored form of names and addresses, also required of users who are created directly in Cognito. */
export const UserAttributes = z.object({ email: EmailAddress, name: FullName });

export const SignUpBody = z.strictObject({ email: EmailAddress, fullName: FullName, password: Password });
export const ConfirmSignUpBody = withPendingIdentifier({ confirmationCode: ConfirmationCode });
export const SignInBody = withIdentifier({ password: Password });
export const SignOutBody = z.strictObject({ accessToken: Token });
/** A browser sends the token in a cookie instead: refreshCookie.ts. */
export const RefreshTokenBody = z.strictObject({ refreshToken: Token.optional() });
export const ResendCodeBody = withPendingIdentifier({});
export const ForgotPasswordBody = withIdentifier({});
export const ResetPasswordBody = withIdentifier({ confirmationCode: ConfirmationCode, password: Password });

/** How a request identifies a user: by one of the two; by both only if the account waits for its code. */
export type UserIdentifier = { fullName?: string | undefined; email?: string | undefined };

/** The error message by which the user pool's PreAuthentication trigger rejects a sign-in until the password is reset. */
export const PASSWORD_RESET_REQUIRED = 'PASSWORD_RESET_REQUIRED';

/** A confirmed account: a row of the table `Users`. `userId` is the Cognito `sub`. */
export type User = {
  userId: string;
  /** The username in the user pool. */
  username: string;
  fullName: string;
  email: string;
  /** The language of its emails (BCP 47); English without one. */
  locale?: string | undefined;
  createdAt: string;
  /** Hash of the code that confirmed the account. */
  codeHash?: string | undefined;
  /** Whether its sign-ins ask for a code of an authenticator app. Cognito decides; this may be late by a failed request. */
  mfa?: boolean;
  /** Of the index `byList`; absent in rows that an older release wrote, until the next sign-in. */
  listKey?: string;
  /** The address before the last change; it is notified of the change. */
  previousEmail?: string;
};
