import { asList, type CompiledStack, resourcesOf } from './compiledStacks.ts';

/** One action on one resource that a role allows. */
export type Grant = {
  /** Name of the function, state machine or API that has the role. */
  holder: string;
  action: string;
  /** ARN, which may contain `*`. */
  resource: string;
};

type Statement = {
  Effect: string;
  Action: unknown;
  Resource: unknown;
};

/** Returns the `Allow` statements of a role's own policies. */
const statementsOf = (role: Record<string, unknown>): Statement[] =>
  (asList(role.Policies) as { PolicyDocument: { Statement: unknown } }[])
    .flatMap(({ PolicyDocument }) => asList(PolicyDocument.Statement) as Statement[])
    .filter(({ Effect }) => Effect === 'Allow');

/** Returns the functions that the APIs of the stacks invoke, each with the name of its API and the role with which it is invoked. */
export const integrationsOf = (stacks: readonly CompiledStack[]) =>
  resourcesOf(stacks, 'AWS::ApiGatewayV2::Integration').map(({ stack, properties }) => ({
    api: `${stack}-HttpApi`,
    role: properties.CredentialsArn,
    functionArn: String(properties.IntegrationUri),
  }));

/** Returns every role of the stacks, with the functions, state machines and APIs that have it. */
export const rolesOf = (stacks: readonly CompiledStack[]) => {
  const holders = [
    ...resourcesOf(stacks, 'AWS::Lambda::Function').map(({ ref, properties }) => ({
      name: ref,
      role: properties.Role,
    })),
    ...resourcesOf(stacks, 'AWS::StepFunctions::StateMachine').map(({ attributes, properties }) => ({
      name: String(attributes.Name),
      role: properties.RoleArn,
    })),
    ...integrationsOf(stacks).map(({ api, role }) => ({ name: api, role })),
  ];
  return resourcesOf(stacks, 'AWS::IAM::Role').map(({ stack, logicalId, attributes, properties }) => ({
    stack,
    logicalId,
    statements: statementsOf(properties),
    managedPolicies: asList(properties.ManagedPolicyArns),
    holders: [...new Set(holders.filter(({ role }) => role === attributes.Arn).map(({ name }) => name))],
  }));
};

/** Lists what each function, state machine and API is allowed to do, by action and resource. */
export const grantsOf = (stacks: readonly CompiledStack[]): Grant[] =>
  rolesOf(stacks).flatMap(({ holders, statements }) =>
    holders.flatMap((holder) =>
      statements.flatMap(({ Action, Resource }) =>
        asList(Action).flatMap((action) =>
          asList(Resource).map((resource) => ({ holder, action: String(action), resource: String(resource) })),
        ),
      ),
    ),
  );

/** Resources with a `*` for which AWS allows nothing narrower. */
const wideResources: { resource: RegExp; action: RegExp; because: string }[] = [
  {
    resource: /^arn:aws:logs:.+:log-group:\/aws\/lambda\/[\w-]+:\*$/,
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    because: 'Lambda names the streams of the function’s own log group',
  },
  {
    resource: /^arn:aws:s3:::[\w-]+\/(uploads|images|originals|search|documents|imports|exports)\/\*$/,
    action: /^s3:((Get|Put|Delete)Object|AbortMultipartUpload)$/,
    because: 'the keys below a prefix contain ids that are created at run time',
  },
  {
    resource: /^arn:aws:ses:.+:identity\/\*$/,
    action: /^ses:SendEmail$/,
    because:
      'the identity is the sender’s address or its domain, and in the sandbox the receiver’s; a condition holds the sender fast',
  },
  {
    resource: /^arn:aws:ses:.+:configuration-set\/\*$/,
    action: /^ses:SendEmail$/,
    because: 'the owner of the identity may give it a default configuration set of any name',
  },
  {
    resource: /^arn:aws:cognito-idp:.+:userpool\/\*$/,
    action: /^cognito-idp:AdminUserGlobalSignOut$/,
    because: 'the user pool names this function as its trigger, so the role cannot name the pool',
  },
  {
    resource: /^\*$/,
    action:
      /^logs:((Create|Get|Update|Delete)LogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
    because: 'CloudWatch Logs has no resources to name for the deliveries that a state machine’s log needs',
  },
  {
    resource: /^\*$/,
    action: /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)$/,
    because: 'X-Ray has no resources to name for these actions',
  },
  {
    resource: /^arn:aws:kafka:.+:(cluster|topic)\/\*/,
    action: /^kafka-cluster:(Connect|DescribeTopic|WriteData|WriteDataIdempotently)$/,
    because: 'the cluster is somebody else’s, and brokers do not say which; its topics are named by the stage',
  },
  {
    resource: /^\*$/,
    action: /^ec2:((Una|A)ssignPrivateIpAddresses|(Create|Delete|Describe)NetworkInterfaces?|DescribeSubnets)$/,
    because: 'Lambda needs them for all resources; a second statement denies them to the function itself',
  },
];

/**
 * Finds faults of the roles themselves, one sentence each: a `*` in an action, a `*` in a resource for which AWS allows something
 * narrower, a role that is shared or unused.
 */
export const brokenRoles = (stacks: readonly CompiledStack[]): string[] =>
  rolesOf(stacks).flatMap(({ stack, logicalId, holders, statements, managedPolicies }) => {
    const where = `${stack}: ${logicalId}`;
    const pairs = statements.flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) =>
        asList(Resource).map((resource) => [String(action), String(resource)] as const),
      ),
    );
    const allowed = (action: string, resource: string) =>
      wideResources.some((wide) => wide.resource.test(resource) && wide.action.test(action));
    return [
      ...(holders.length === 1 ? [] : [`${where} belongs to ${holders.length} functions instead of one`]),
      ...managedPolicies.map(
        (policy) => `${where} has the managed policy ${policy}, which allows more than one function uses`,
      ),
      ...pairs.filter(([action]) => action.includes('*')).map(([action]) => `${where} allows ${action}`),
      ...pairs
        .filter(([action, resource]) => resource.includes('*') && !allowed(action, resource))
        .map(([action, resource]) => `${where} allows ${action} on ${resource}`),
    ];
  });
