import { EmailAddress } from '@ecommerce/shared/emailAddress.ts';
import { LanguageTag } from '@ecommerce/shared/languages/languageTag.ts';
import * as z from 'zod';
import { ConfirmationCode, FullName, Password } from './account.ts';

/** A code of an authenticator app; white space between its digits is dropped. */
const AppCode = z
  .string()
  .max(32)
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must have six digits'));

export const ChangeMeBody = z
  .strictObject({
    fullName: FullName.optional(),
    locale: LanguageTag.meta({ description: 'The language of emails to the account.' }).optional(),
  })
  .superRefine(({ fullName, locale }, context) => {
    if (fullName !== undefined || locale !== undefined) return;
    context.addIssue({ code: 'custom', path: ['fullName'], message: 'fullName or locale must be given, or both' });
  })
  .meta({ anyOf: [{ required: ['fullName'] }, { required: ['locale'] }] });
export const ChangePasswordBody = z.strictObject({ oldPassword: Password, newPassword: Password });
export const ChangeEmailBody = z.strictObject({ email: EmailAddress });
export const ConfirmEmailBody = z.strictObject({ confirmationCode: ConfirmationCode });
export const StartMfaBody = z.strictObject({ password: Password });
export const ConfirmMfaBody = z.strictObject({ code: AppCode });
export const EndMfaBody = z.strictObject({ password: Password, code: AppCode });
/** `code` is needed where sign-ins ask for one. */
export const DeleteMeBody = z.strictObject({ password: Password, code: AppCode.optional() });
export const SignInMfaBody = z.strictObject({ session: z.string().min(1).max(8192), code: AppCode });
