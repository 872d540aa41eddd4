/** One statement of a bucket policy, as CloudFormation resolves it. */
type PolicyStatement = {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
};

/** `AWS::S3::BucketPolicy`'s PolicyDocument. */
export type PolicyDocument = {
  Version?: string;
  Statement: PolicyStatement | PolicyStatement[];
};

const toList = <Item>(value: Item | Item[]): Item[] => (Array.isArray(value) ? value : [value]);

/** `*` stands for any characters, `?` for one, as in policies. */
const matches = (pattern: string, text: string, flags = ''): boolean => {
  const expression = pattern.replace(/[.*+?^${}()|[\]\\]/g, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : `\\${character}`,
  );
  return new RegExp(`^${expression}$`, `s${flags}`).test(text);
};

const isForEveryone = (principal: unknown): boolean =>
  principal === '*' ||
  (typeof principal === 'object' && principal !== null && 'AWS' in principal && toList(principal.AWS).includes('*'));

/** The usual "deny what is not TLS": the local platform speaks plain HTTP on loopback only. */
const isAboutTls = ({ Effect, Condition = {} }: PolicyStatement): boolean =>
  Effect === 'Deny' &&
  Object.values(Condition).every((test) => Object.keys(test).every((key) => key === 'aws:SecureTransport'));

const applies = (statement: PolicyStatement, action: string, resource: string): boolean =>
  isForEveryone(statement.Principal) &&
  toList(statement.Action).some((pattern) => matches(pattern, action, 'i')) &&
  toList(statement.Resource).some((pattern) => matches(pattern, resource));

/**
 * Reads a bucket policy as far as it concerns callers without credentials.
 * @returns whether such a caller may get the object `key` of `bucket`.
 * @throws when a statement has a condition that is not understood here, so that nothing is public by a misreading.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const readBucketPolicy = (policy: PolicyDocument): ((bucket: string, key: string) => boolean) => {
  const statements = toList(policy.Statement).filter((statement) => !(statement.Condition && isAboutTls(statement)));
  const unknown = statements.find(({ Condition }) => Condition !== undefined);
  if (unknown)
    throw new Error(`A bucket policy has a condition that the local S3 does not know: ${JSON.stringify(unknown)}`);
  return (bucket, key) => {
    const concerned = statements.filter((statement) =>
      applies(statement, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`),
    );
    return concerned.some(({ Effect }) => Effect === 'Allow') && concerned.every(({ Effect }) => Effect === 'Allow');
  };
};
