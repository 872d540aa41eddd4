import { randomBytes } from 'node:crypto';
import { EmailAddress } from '@ecommerce/shared/emailAddress.ts';
import { multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';

/** What Cognito accepts as a username, after white space has become `_`. */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** Joins and parts letters in Persian, Sinhala and others, and emoji. Cognito takes neither in a username. */
const JOINERS = /[\u200c\u200d]/g;

/** The Cognito username of a full name: runs of white space become one `_`, joiners are left out. */
export const usernameOf = (fullName: string): string => fullName.replace(JOINERS, '').replace(/\s+/g, '_');

const MAX_USERNAME = 128;

/** Another username for the same name, where the first is taken: with a short random suffix. */
export const anotherUsernameOf = (fullName: string): string => {
  const suffix = `_${randomBytes(4).readUInt32BE().toString(36).padStart(7, '0')}`;
  return `${[...usernameOf(fullName)].slice(0, MAX_USERNAME - suffix.length).join('')}${suffix}`;
};

/** Cognito takes no username that looks like an address: addresses are aliases. */
const LIKE_AN_ADDRESS = /^[^@]+@[^@]+\.[^@]+$/;

const FullName = multiLineText(128)
  .refine((fullName) => USERNAME.test(usernameOf(fullName)), 'must consist of letters, digits, symbols and spaces')
  .refine((fullName) => !LIKE_AN_ADDRESS.test(fullName), 'must not be a mail address');

/** Also of sign-ins: whether a new password is strong enough, `newPassword.ts` decides. Composed, so that all keyboards type the same one. */
const Password = z.string().min(1).max(256, { abort: true }).normalize('NFC');
const ConfirmationCode = z.string().trim().min(1).max(64);
const Token = z.string().min(1).max(16_384);

/** Fields that say who: the full name, or the mail address instead. */
const who = { fullName: FullName.optional(), email: EmailAddress.optional() };

/** In words of JSON Schema, which does not see what is checked below. */
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

/** Where an account waits for its code, name and address together tell more of them apart. */
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

/** What users may be called, also those who are created in Cognito directly: the form in which names and addresses are stored. */
export const UserAttributes = z.object({ email: EmailAddress, name: FullName });

export const SignUpBody = z.strictObject({ email: EmailAddress, fullName: FullName, password: Password });
export const ConfirmSignUpBody = withPendingIdentifier({ confirmationCode: ConfirmationCode });
export const SignInBody = withIdentifier({ password: Password });
export const SignOutBody = z.strictObject({ accessToken: Token });
export const RefreshTokenBody = z.strictObject({ refreshToken: Token });
export const ResendCodeBody = withPendingIdentifier({});
export const ForgotPasswordBody = withIdentifier({});
export const ResetPasswordBody = withIdentifier({ confirmationCode: ConfirmationCode, password: Password });

/** How a request identifies a user: by one of the two, both only where an account waits for its code. */
export type UserIdentifier = { fullName?: string | undefined; email?: string | undefined };

/** What the user pool's PreAuthentication trigger says to refuse a sign-in until the password was reset. */
export const PASSWORD_RESET_REQUIRED = 'PASSWORD_RESET_REQUIRED';

/** A confirmed account, as kept in the Users table. `userId` is the Cognito `sub`. */
export type User = {
  userId: string;
  /** In the user pool. */
  username: string;
  fullName: string;
  email: string;
  createdAt: string;
  /** Of the code that has confirmed it. */
  codeHash?: string | undefined;
};
