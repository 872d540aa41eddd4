import * as z from 'zod';

/** What Cognito accepts as a username, after white space has become `_`. */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** The Cognito username of a full name: runs of white space become one `_`. */
export const usernameOf = (fullName: string): string => fullName.replace(/\s+/g, '_');

const FullName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .refine((fullName) => USERNAME.test(usernameOf(fullName)), 'must consist of letters, digits, symbols and spaces')
  .refine((fullName) => !z.email().safeParse(usernameOf(fullName)).success, 'must not be a mail address');

const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** Also of sign-ins: whether a new password is strong enough, `newPassword.ts` decides. */
const Password = z.string().min(1).max(256);
const ConfirmationCode = z.string().trim().min(1).max(64);
const Token = z.string().min(1).max(16_384);

/** Fields that say who: the full name, or the mail address instead. */
const who = { fullName: FullName.optional(), email: Email.optional() };

const sayWho = <Shape extends z.core.$ZodLooseShape>(fields: Shape) =>
  z.strictObject({ ...who, ...fields }).superRefine((body, context) => {
    const { fullName, email } = body as Who;
    if ((fullName === undefined) === (email === undefined)) {
      context.addIssue({ code: 'custom', path: ['fullName'], message: 'either fullName or email must be given' });
    }
  });

export const SignUpBody = z.strictObject({ email: Email, fullName: FullName, password: Password });
export const ConfirmSignUpBody = sayWho({ confirmationCode: ConfirmationCode });
export const SignInBody = sayWho({ password: Password });
export const SignOutBody = z.strictObject({ accessToken: Token });
export const RefreshTokenBody = z.strictObject({ refreshToken: Token });
export const ResendCodeBody = sayWho({});
export const ForgotPasswordBody = sayWho({});
export const ResetPasswordBody = sayWho({ confirmationCode: ConfirmationCode, password: Password });

/** Who a request speaks of: exactly one of the two is there. */
export type Who = { fullName?: string | undefined; email?: string | undefined };

/** A confirmed account, as kept in the Users table and shown by `GET /me`. `userId` is the Cognito `sub`. */
export type User = { userId: string; fullName: string; email: string; createdAt: string };

/** A user's row from Cognito's attributes. */
export const userOf = (attributes: Record<string, string | undefined>, createdAt = new Date()): User => ({
  userId: attributes.sub ?? '',
  fullName: attributes.name ?? '',
  email: attributes.email ?? '',
  createdAt: createdAt.toISOString(),
});
