/** A resolved statement of a bucket policy. */
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

/** Returns whether a statement is the usual "deny without TLS", which is ignored: the local platform uses plain HTTP on loopback only. */
const isAboutTls = ({ Effect, Condition = {} }: PolicyStatement): boolean =>
  Effect === 'Deny' &&
  Object.values(Condition).every((test) => Object.keys(test).every((key) => key === 'aws:SecureTransport'));

const applies = (statement: PolicyStatement, action: string, resource: string): boolean =>
  isForEveryone(statement.Principal) &&
  toList(statement.Action).some((pattern) => matches(pattern, action, 'i')) &&
  toList(statement.Resource).some((pattern) => matches(pattern, resource));

/**
 * Parses the part of a bucket policy that concerns callers without credentials.
 * @returns a function that tells whether such a caller may read the object `key` of `bucket`.
 * @throws if a statement has an unsupported condition, so that nothing becomes public by mistake.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const readBucketPolicy = (policy: PolicyDocument): ((bucket: string, key: string) => boolean) => {
  const statements = toList(policy.Statement).filter((statement) => !(statement.Condition && isAboutTls(statement)));
  const unknown = statements.find(({ Condition }) => Condition !== undefined);
  if (unknown)
    throw new Error(`A bucket policy has a condition that the local S3 does not support: ${JSON.stringify(unknown)}`);
  return (bucket, key) => {
    const concerned = statements.filter((statement) =>
      applies(statement, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`),
    );
    return concerned.some(({ Effect }) => Effect === 'Allow') && concerned.every(({ Effect }) => Effect === 'Allow');
  };
};
