import { isDeepStrictEqual } from 'node:util';
import { packageStacks } from '@ecommerce/platform/packaging';
import type { Template } from '@ecommerce/platform/template';
import { shopStacks } from '../cli/stacks.ts';

const REGION = 'eu-west-1';

/**
 * The resources that hold data, or whose address others know, and the properties that CloudFormation can change only by replacing them.
 * Source: "Update requires" of each property in the CloudFormation template reference.
 */
const REPLACED_BY: Record<string, readonly string[]> = {
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::Cognito::UserPool': ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'],
  'AWS::Cognito::UserPoolClient': ['GenerateSecret', 'UserPoolId'],
  'AWS::DynamoDB::Table': ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
};

type Resource = Template['Resources'][string];
type Templates = Record<string, Template['Resources']>;
type Index = { IndexName: string; KeySchema?: unknown; Projection?: unknown };

/** Packages the stacks of the sources in `root`. Returns the resources of each. */
export const packagedTemplates = async (root: string): Promise<Templates> => {
  const packages = await packageStacks(shopStacks(root), { root, region: REGION });
  return Object.fromEntries(packages.map(({ name, template }) => [name, template.Resources]));
};

const property = ({ Properties = {} }: Resource, name: string): unknown =>
  (Properties as Record<string, unknown>)[name];

const indexesOf = (table: Resource): Map<string, Index> =>
  new Map(
    ((property(table, 'GlobalSecondaryIndexes') ?? []) as Index[]).map((index) => [String(index.IndexName), index]),
  );

/**
 * Finds what an update of a table's indexes would not survive: CloudFormation creates or deletes one index per update, and changes neither
 * its keys nor its projection.
 */
const indexProblems = (name: string, before: Resource, after: Resource): string[] => {
  const [old, now] = [indexesOf(before), indexesOf(after)];
  const changed = [...old].filter(([key, index]) => {
    const other = now.get(key);
    return (
      other &&
      !(isDeepStrictEqual(index.KeySchema, other.KeySchema) && isDeepStrictEqual(index.Projection, other.Projection))
    );
  });
  const moved =
    [...old.keys()].filter((key) => !now.has(key)).length + [...now.keys()].filter((key) => !old.has(key)).length;
  return [
    ...changed.map(([key]) => `${name}: its index ${key} has other keys or another projection`),
    ...(moved > 1 ? [`${name}: ${moved} indexes are added or removed; CloudFormation does one per update`] : []),
  ];
};

const resourceProblems = (name: string, before: Resource, after: Resource | undefined): string[] => {
  if (after?.Type !== before.Type) return [`${name} (${before.Type}) is gone`];
  const replaced = (REPLACED_BY[before.Type] ?? [])
    .filter((key) => !isDeepStrictEqual(property(before, key), property(after, key)))
    .map((key) => `${name}: another ${key} replaces it`);
  return before.Type === 'AWS::DynamoDB::Table' ? [...replaced, ...indexProblems(name, before, after)] : replaced;
};

/** Finds resources with data that an update would remove or replace. Returns a sentence for each. */
export const lostResources = (before: Templates, after: Templates): string[] =>
  Object.entries(before).flatMap(([stack, resources]) =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type in REPLACED_BY)
      .flatMap(([id, resource]) => resourceProblems(`${stack} ${id}`, resource, after[stack]?.[id])),
  );
