import { asList, type CompiledStack, resourcesOf } from './compiledStacks.ts';

type Properties = Record<string, unknown>;

/** Stages whose data must outlive their stacks. */
const KEEPING_STAGES = ['prod'];

/** The counters in this table expire after an hour. */
const isDisposable = ({ logicalId }: { logicalId: string }) => logicalId === 'RateLimitsTable';

/** Finds tables, buckets and pools without a deletion policy, or whose policy would lose data of a stage that keeps it. */
export const unprotectedData = (stacks: readonly CompiledStack[]): string[] => {
  const keeps = stacks.some(({ stage }) => KEEPING_STAGES.includes(stage));
  const kinds = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool'];
  const problems = kinds
    .flatMap((kind) => resourcesOf(stacks, kind))
    .flatMap(({ stack, logicalId, source }) => {
      const policy = source.DeletionPolicy;
      if (policy === undefined) return [`${stack}: ${logicalId} has no deletion policy`];
      return keeps && policy !== 'RetainExceptOnCreate' && !isDisposable({ logicalId })
        ? [`${stack}: ${logicalId} ${fate(policy)}`]
        : [];
    });
  if (!keeps) return problems;
  return [
    ...problems,
    ...resourcesOf(stacks, 'AWS::DynamoDB::Table')
      .filter((table) => !isDisposable(table))
      .flatMap(({ ref, properties }) => [
        ...(properties.DeletionProtectionEnabled === true ? [] : [`${ref} can be deleted`]),
        ...((properties.PointInTimeRecoverySpecification as Properties | undefined)?.PointInTimeRecoveryEnabled === true
          ? []
          : [`${ref} has no point-in-time recovery`]),
      ]),
    ...resourcesOf(stacks, 'AWS::S3::Bucket').flatMap(({ ref, properties }) => {
      const blocks = Object.values((properties.PublicAccessBlockConfiguration ?? {}) as Properties);
      return blocks.length === 4 && blocks.every((block) => block === true) ? [] : [`${ref} may be made public`];
    }),
  ];
};

const fate = (policy: string): string =>
  policy === 'Retain' ? 'stays after a deployment that fails' : 'goes with its stack';

/** Finds queues, topics and buckets that accept requests without TLS or store their data unencrypted. */
export const openTransport = (stacks: readonly CompiledStack[]): string[] => {
  const refusing = new Set(
    ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy']
      .flatMap((type) => resourcesOf(stacks, type))
      .filter(({ properties }) => refusesWithoutTls(properties.PolicyDocument))
      .flatMap(({ properties }) => asList(properties.Queues ?? properties.Topics ?? properties.Bucket)),
  );
  const queues = resourcesOf(stacks, 'AWS::SQS::Queue');
  const topics = resourcesOf(stacks, 'AWS::SNS::Topic');
  const buckets = resourcesOf(stacks, 'AWS::S3::Bucket');
  return [
    ...[...queues, ...topics, ...buckets]
      .filter(({ ref }) => !refusing.has(ref))
      .map(({ ref }) => `${ref} accepts requests without TLS`),
    ...queues
      .filter(({ properties }) => properties.SqsManagedSseEnabled !== true)
      .map(({ ref }) => `${ref} is not encrypted`),
    ...buckets
      .filter(({ properties }) => properties.BucketEncryption === undefined)
      .map(({ ref }) => `${ref} is not encrypted`),
    ...topics
      .filter(({ logicalId, properties }) => logicalId !== 'OperationsTopic' && properties.KmsMasterKeyId === undefined)
      .map(({ ref }) => `${ref} is not encrypted`), // the operations topic cannot be: shared/serverless/ownOperationsTopic.cjs
  ];
};

const refusesWithoutTls = (document: unknown): boolean => {
  const { Statement } = (document ?? {}) as { Statement?: unknown };
  return (asList(Statement) as Properties[]).some(
    ({ Effect, Condition }) =>
      Effect === 'Deny' && /"aws:SecureTransport":("?)false\1/.test(JSON.stringify(Condition ?? {})),
  );
};

/** Finds environment variables that seem to hold a secret: secrets belong in a SecureString or in Secrets Manager. */
export const secretsInPlainText = (stacks: readonly CompiledStack[]): string[] =>
  resourcesOf(stacks, 'AWS::Lambda::Function').flatMap(({ ref, properties }) => {
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Properties };
    return Object.keys(Variables)
      .filter((name) => /SECRET|PASSWORD|TOKEN|API_?KEY|PRIVATE/i.test(name))
      .map((name) => `${ref} has ${name} in its environment`);
  });
