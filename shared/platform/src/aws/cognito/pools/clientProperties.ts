import * as z from 'zod';
import { flag, wholeNumber } from './poolProperties.ts';

const SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
const Unit = z.enum(['seconds', 'minutes', 'hours', 'days']);

const AuthFlow = z.enum([
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
]);

const Properties = z.strictObject({
  UserPoolId: z.string().optional(),
  ClientName: z.string().optional(),
  ExplicitAuthFlows: z
    .array(AuthFlow)
    .default(['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']),
  AccessTokenValidity: wholeNumber.default(0),
  IdTokenValidity: wholeNumber.default(0),
  RefreshTokenValidity: wholeNumber.default(0),
  TokenValidityUnits: z
    .strictObject({
      AccessToken: Unit.default('hours'),
      IdToken: Unit.default('hours'),
      RefreshToken: Unit.default('days'),
    })
    .prefault({}),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('LEGACY'),
  EnableTokenRevocation: flag.default(true),
  GenerateSecret: flag.pipe(z.literal(false, 'a client with a secret is not supported')).default(false),
  ReadAttributes: z.array(z.string()).optional(),
  WriteAttributes: z.array(z.string()).optional(),
  SupportedIdentityProviders: z.array(z.literal('COGNITO')).optional(),
  AuthSessionValidity: wholeNumber.optional(),
});

type Lifetime = 'AccessToken' | 'IdToken' | 'RefreshToken';

const DAY = SECONDS.days;
const LIMITS: Record<Lifetime, { least: number; most: number; standard: number }> = {
  AccessToken: { least: 300, most: DAY, standard: 3600 },
  IdToken: { least: 300, most: DAY, standard: 3600 },
  RefreshToken: { least: 3600, most: 3650 * DAY, standard: 30 * DAY },
};

/** Returns a token's lifetime in seconds. 0 or an absent property means AWS's default: an hour, for the refresh token 30 days. */
export const lifetimeSeconds = (properties: z.infer<typeof Properties>, token: Lifetime): number =>
  properties[`${token}Validity`] * SECONDS[properties.TokenValidityUnits[token]] || LIMITS[token].standard;

/**
 * The supported properties of an `AWS::Cognito::UserPoolClient`, with CloudFormation's defaults. Any other is an error.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
 */
export const UserPoolClientProperties = Properties.superRefine((properties, issues) => {
  for (const token of ['AccessToken', 'IdToken', 'RefreshToken'] as const) {
    const lifetime = lifetimeSeconds(properties, token);
    const { least, most } = LIMITS[token];
    if (lifetime < least || lifetime > most) {
      issues.addIssue({
        code: 'custom',
        path: [`${token}Validity`],
        message: `must be between ${least} and ${most} seconds`,
      });
    }
  }
});
export type UserPoolClientProperties = z.infer<typeof UserPoolClientProperties>;
