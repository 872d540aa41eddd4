import * as z from 'zod';

export { DeadLetterQueues } from '../../shared/openapi/deadLetters.ts';

/** What most routes answer. */
export const Message = z.strictObject({ msg: z.string() });

/** Of `GET /me/export`. */
export const DataExport = z.strictObject({
  msg: z.string(),
  id: z.string().meta({ description: 'The same for all requests while the export is running.' }),
  requestedAt: z.iso.datetime(),
});

const tokens = {
  AccessToken: z.string().meta({ description: 'A JWT, valid for `ExpiresIn` seconds.' }),
  ExpiresIn: z.int().positive(),
  IdToken: z.string().meta({ description: 'A JWT, valid for an hour; it contains the email address.' }),
  TokenType: z.literal('Bearer'),
};

export const Tokens = z.strictObject(tokens);
export const TokensWithRefreshToken = z.strictObject({
  ...tokens,
  RefreshToken: z.string().optional().meta({ description: 'Absent where the request asked for the cookie.' }),
});

/** Of an account with an authenticator app. */
export const SignInChallenge = z.strictObject({
  challenge: z.literal('SOFTWARE_TOKEN_MFA'),
  session: z.string().meta({ description: 'To send to `POST /sign-in/mfa` with a code, within three minutes.' }),
});

/** Of `POST /sign-in/mfa`, and of `POST /sign-in` without an authenticator app. */
export const SignedIn = z.strictObject({ msg: z.string(), tokens: TokensWithRefreshToken });

/** Of `POST /sign-in`. */
export const SignInAnswer = z.union([SignedIn, SignInChallenge]);

/** Of `POST /refresh-token`. */
export const Refreshed = z.strictObject({ msg: z.string(), tokens: Tokens });

const listed = {
  userId: z.string().meta({ description: 'The `sub` of the account’s tokens.' }),
  fullName: z.string(),
  email: z.email({ pattern: z.regexes.html5Email }),
  createdAt: z.iso.datetime(),
};

/** Of `GET /me` and `GET /users/{id}`. */
export const Account = z.strictObject({
  ...listed,
  locale: z.string().meta({ description: 'The language of emails to the account; English without one.' }).optional(),
  groups: z.array(z.string()).meta({ description: '`admin`, `staff`.' }),
  mfa: z.boolean().meta({ description: 'Whether signing in needs a code of an authenticator app.' }),
});

/** Of `GET /users`. */
export const Accounts = z.strictObject({ users: z.array(z.strictObject(listed)), nextCursor: z.string().optional() });

/** An address of the address book. */
export const SavedAddress = z.strictObject({
  id: z.string(),
  isDefault: z.boolean(),
  name: z.string(),
  company: z.string().optional(),
  line1: z.string(),
  line2: z.string().optional(),
  postalCode: z.string().optional(),
  city: z.string(),
  region: z.string().optional(),
  country: z.string(),
  phone: z.string().optional(),
});

/** Of `GET /me/addresses`, the default first. */
export const AddressBook = z.strictObject({ addresses: z.array(SavedAddress) });

/** Of `POST /me/mfa`. */
export const AppSecret = z.strictObject({
  secret: z.string().meta({ description: 'In Base32.' }),
  uri: z.string().meta({ description: 'The same as an `otpauth:` address, for a QR code.' }),
});
