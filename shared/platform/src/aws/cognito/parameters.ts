import * as z from 'zod';
import type { Context, Operation } from './context.ts';
import { CognitoError, refusals } from './errors.ts';

const VISIBLE = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+';
const TOKEN = '[A-Za-z0-9-_=.]+';

const matching = (pattern: string) =>
  z.string().regex(new RegExp(`^(?:${pattern})$`, 'u'), `Member must satisfy regular expression pattern: ${pattern}`);

/**
 * The members of the API's requests with the constraints of AWS's service model.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export const member = {
  username: matching(VISIBLE).min(1).max(128),
  password: matching('^[\\S]+.*[\\S]+$').max(256),
  code: matching('[\\S]+').min(1).max(2048),
  clientId: matching('[\\w+]+').min(1).max(128),
  userPoolId: matching('[\\w-]+_[0-9a-zA-Z]+').min(1).max(55),
  groupName: matching(VISIBLE).min(1).max(128),
  token: matching(TOKEN),
  limit: z.int().min(0).max(60),
  maxResults: z.int().min(1).max(60),
  pageToken: z.string().min(1),
  metadata: z.record(z.string(), z.string()),
  attributes: z.array(z.object({ Name: matching(VISIBLE).min(1).max(32), Value: z.string().max(2048).optional() })),
};

/** Members whose value AWS does not include in its messages. */
const SENSITIVE = /username|password|clientId|token|value|authParameters/i;

const constraint: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'too_small')
    return `Member must have ${bound(issue.origin)} greater than or equal to ${issue.minimum}`;
  if (issue.code === 'too_big') return `Member must have ${bound(issue.origin)} less than or equal to ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  return 'Member must not be null';
};

const bound = (origin: string): string => (origin === 'string' ? 'length' : 'value');

/** `UserAttributes[0].Value` is `userAttributes.1.member.value` in AWS's messages. */
const memberPath = (path: PropertyKey[]): string =>
  path
    .map((part) =>
      typeof part === 'number' ? `${part + 1}.member` : String(part).replace(/^./, (c) => c.toLowerCase()),
    )
    .join('.');

const valueAt = (input: unknown, path: PropertyKey[]): unknown =>
  path.reduce((value: unknown, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], input);

const violation = (input: unknown, { path, message, code }: z.core.$ZodIssue): string => {
  const name = memberPath(path);
  const value = valueAt(input, path);
  if (value !== undefined && code === 'invalid_type') {
    throw new CognitoError('SerializationException', `${name || 'The body'} has a value of the wrong type`);
  }
  const shown = value === undefined ? 'null ' : SENSITIVE.test(name) ? '' : `'${String(value)}' `;
  return `Value ${shown}at '${name}' failed to satisfy constraint: ${message}`;
};

/**
 * Parses a request's body with `schema`. Unknown members are ignored, as on AWS.
 *
 * @throws {CognitoError} InvalidParameterException with AWS's list of violations; SerializationException for a wrong type.
 */
const readParameters = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> => {
  const result = schema.safeParse(input, { error: constraint });
  if (result.success) return result.data;
  const violations = result.error.issues.map((issue) => violation(input, issue));
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  throw refusals.invalidParameter(`${count}: ${violations.join('; ')}`);
};

/** Creates an operation that validates its members first. */
export const operation =
  <Members extends z.ZodRawShape>(
    members: Members,
    run: (context: Context, input: z.infer<z.ZodObject<Members>>) => object | Promise<object>,
  ): Operation =>
  (context, body) =>
    run(context, readParameters(z.object(members), body));
