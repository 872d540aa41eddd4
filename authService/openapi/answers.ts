import * as z from 'zod';

/** What most routes answer. */
export const Message = z.strictObject({ msg: z.string() });

const tokens = {
  AccessToken: z.string().meta({ description: 'A JWT, valid for `ExpiresIn` seconds.' }),
  ExpiresIn: z.int().positive(),
  IdToken: z.string().meta({ description: 'A JWT, valid for an hour; it contains the email address.' }),
  TokenType: z.literal('Bearer'),
};

export const Tokens = z.strictObject(tokens);
export const TokensWithRefreshToken = z.strictObject({ ...tokens, RefreshToken: z.string() });

/** Of `POST /sign-in`. */
export const SignedIn = z.strictObject({ msg: z.string(), tokens: TokensWithRefreshToken });

/** Of `POST /refresh-token`. */
export const Refreshed = z.strictObject({ msg: z.string(), tokens: Tokens });

/** Of `GET /me`. */
export const Me = z.strictObject({
  userId: z.string().meta({ description: 'The `sub` of the account’s tokens.' }),
  fullName: z.string(),
  email: z.email({ pattern: z.regexes.html5Email }),
  createdAt: z.iso.datetime(),
});
