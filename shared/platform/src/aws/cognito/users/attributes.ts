import * as z from 'zod';
import { refusals } from '../errors.ts';
import type { UserPool, UserPoolClient } from '../pools/pools.ts';

export type Attributes = Record<string, string>;
export type AttributeList = { Name: string; Value?: string | undefined }[];

const STANDARD = new Set(
  `address birthdate email family_name gender given_name locale middle_name name nickname phone_number picture
   preferred_username profile updated_at website zoneinfo`.split(/\s+/),
);

/** Attributes that only the pool itself writes. */
const OWN = new Set(['sub', 'email_verified', 'phone_number_verified']);

/** Returns whether `text` is an email address in the ASCII form that Cognito can deliver to. */
export const isEmail = (text: string): boolean =>
  z.email({ pattern: z.regexes.html5Email }).safeParse(text).success && /\.[^@]*$/.test(text);

type SchemaAttribute = UserPool['properties']['Schema'][number];

/** `name` in a pool's Schema is the standard attribute, `shoeSize` there is `custom:shoeSize` everywhere else. */
const schemaName = ({ Name }: SchemaAttribute): string => (STANDARD.has(Name) ? Name : `custom:${Name}`);

const schemaOf = (pool: UserPool): Map<string, SchemaAttribute | undefined> =>
  new Map([
    ...[...STANDARD].map((name) => [name, undefined] as const),
    ...pool.properties.Schema.map((attribute) => [schemaName(attribute), attribute] as const),
  ]);

const typeProblem = (value: string, attribute: SchemaAttribute | undefined): string | undefined => {
  const { MinLength = 0, MaxLength = 2048 } = attribute?.StringAttributeConstraints ?? {};
  const type = attribute?.AttributeDataType ?? 'String';
  if (type === 'Number' && !/^-?\d+$/.test(value)) return 'Value is not a number';
  if (type === 'Boolean' && !/^(true|false)$/.test(value)) return 'Value is not a boolean';
  if (type !== 'String') return undefined;
  if (value.length > MaxLength) return `String must be no longer than ${MaxLength} characters`;
  if (value.length < MinLength) return `String must be no shorter than ${MinLength} characters`;
  return undefined;
};

/**
 * Checks the attributes of a sign-up against the pool's schema and the client's permissions, and returns them.
 *
 * @throws {CognitoError} InvalidParameterException, or NotAuthorizedException for an attribute that the client may not write.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export const readAttributes = (pool: UserPool, client: UserPoolClient, list: AttributeList): Attributes => {
  const attributes = Object.fromEntries(list.map(({ Name, Value }) => [Name, Value ?? '']));
  const writable = client.properties.WriteAttributes;
  if (Object.keys(attributes).some((name) => OWN.has(name) || (writable && !writable.includes(name)))) {
    throw refusals.notAuthorized('A client attempted to write unauthorized attribute');
  }
  const schema = schemaOf(pool);
  const problems: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const problem = schema.has(name) ? typeProblem(value, schema.get(name)) : 'Attribute does not exist in the schema.';
    if (problem) problems.push(`${name}: ${problem}\n`);
  }
  for (const [name, attribute] of schema) {
    // AWS says `name.formatted` where the attribute is `name`.
    if (attribute?.Required && !attributes[name]) {
      problems.push(`${name === 'name' ? 'name.formatted' : name}: The attribute is required\n`);
    }
  }
  if (problems.length > 0) {
    throw refusals.invalidParameter(`Attributes did not conform to the schema: ${problems.join('')}`);
  }
  if (attributes.email && !isEmail(attributes.email)) throw refusals.invalidParameter('Invalid email address format.');
  return attributes;
};

/** Returns whether a client may read an attribute: all of them without `ReadAttributes`. */
export const isReadable = (client: UserPoolClient, name: string): boolean =>
  name === 'sub' || (client.properties.ReadAttributes?.includes(name) ?? true);
