import * as z from 'zod';

/** CloudFormation accepts `true` and `"true"`, `8` and `"8"`, since template parameters are always strings. */
export const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
export const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const numberBetween = (least: number, most: number) => wholeNumber.pipe(z.int().min(least).max(most));

const PasswordPolicy = z
  .strictObject({
    MinimumLength: numberBetween(6, 99).default(8),
    RequireLowercase: flag.default(false),
    RequireUppercase: flag.default(false),
    RequireNumbers: flag.default(false),
    RequireSymbols: flag.default(false),
    TemporaryPasswordValidityDays: numberBetween(0, 365).optional(),
  })
  .prefault({});

const SchemaAttribute = z.strictObject({
  Name: z.string().min(1).max(20),
  AttributeDataType: z.enum(['String', 'Number', 'DateTime', 'Boolean']).default('String'),
  Required: flag.default(false),
  Mutable: flag.default(true),
  DeveloperOnlyAttribute: flag.default(false),
  StringAttributeConstraints: z
    .strictObject({ MinLength: wholeNumber.optional(), MaxLength: wholeNumber.optional() })
    .optional(),
  NumberAttributeConstraints: z
    .strictObject({ MinValue: wholeNumber.optional(), MaxValue: wholeNumber.optional() })
    .optional(),
});

const Recovery = z.strictObject({
  Name: z.enum(['verified_email', 'admin_only']),
  Priority: numberBetween(1, 2),
});

/** The properties with an effect here. */
const effective = {
  UserPoolName: z.string().min(1).max(128).optional(),
  AliasAttributes: z.array(z.literal('email')).default([]),
  AutoVerifiedAttributes: z.array(z.literal('email')).default([]),
  Policies: z.strictObject({ PasswordPolicy }).prefault({}),
  UsernameConfiguration: z.strictObject({ CaseSensitive: flag.default(false) }).optional(),
  LambdaConfig: z
    .strictObject({
      PreSignUp: z.string().optional(),
      PostConfirmation: z.string().optional(),
      PreAuthentication: z.string().optional(),
      PostAuthentication: z.string().optional(),
      CustomMessage: z.string().optional(),
    })
    .default({}),
  Schema: z.array(SchemaAttribute).default([]),
  AccountRecoverySetting: z
    .strictObject({ RecoveryMechanisms: z.array(Recovery).min(1) })
    .default({ RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }),
  UserAttributeUpdateSettings: z
    .strictObject({ AttributesRequireVerificationBeforeUpdate: z.array(z.literal('email')) })
    .optional(),
  MfaConfiguration: z.enum(['OFF', 'OPTIONAL']).default('OFF'),
  EnabledMfas: z.array(z.literal('SOFTWARE_TOKEN_MFA')).default([]),
  AdminCreateUserConfig: z.strictObject({ AllowAdminCreateUserOnly: flag.default(false) }).prefault({}),
  EmailConfiguration: z
    .strictObject({
      EmailSendingAccount: z.enum(['COGNITO_DEFAULT', 'DEVELOPER']).optional(),
      From: z.string().optional(),
      SourceArn: z.string().optional(),
      ReplyToEmailAddress: z.string().optional(),
      ConfigurationSet: z.string().optional(),
    })
    .default({}),
  EmailVerificationSubject: z.string().max(140).optional(),
  EmailVerificationMessage: z.string().includes('{####}').optional(),
  VerificationMessageTemplate: z
    .strictObject({
      DefaultEmailOption: z.literal('CONFIRM_WITH_CODE').optional(),
      EmailSubject: z.string().max(140).optional(),
      EmailMessage: z.string().includes('{####}').optional(),
    })
    .default({}),
};

/** Properties that are valid on AWS and have no effect locally. */
const withoutEffect = {
  DeletionProtection: z.enum(['ACTIVE', 'INACTIVE']).default('INACTIVE'),
  UserPoolTags: z.record(z.string(), z.string()).optional(),
  UserPoolTier: z.enum(['LITE', 'ESSENTIALS', 'PLUS']).default('ESSENTIALS'),
};

/**
 * The supported properties of an `AWS::Cognito::UserPool`, with CloudFormation's defaults. Any other is an error.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
 */
export const UserPoolProperties = z.strictObject({ ...effective, ...withoutEffect });
export type UserPoolProperties = z.infer<typeof UserPoolProperties>;

/**
 * Reads the properties of a resource.
 *
 * @throws {Error} that names the resource and each property that is unknown or out of range.
 */
export const readProperties = <Schema extends z.ZodType>(
  schema: Schema,
  resource: string,
  properties: unknown,
): z.infer<Schema> => {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return names.map(
      (key) => `${[...issue.path, ...(key ? [key] : [])].join('.')}: ${key ? 'not known here' : issue.message}`,
    );
  });
  throw new Error(`${resource}: ${problems.flat().join('; ')}`);
};
