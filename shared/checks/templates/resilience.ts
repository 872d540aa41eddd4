import { asList, type CompiledStack, resourcesOf } from './compiledStacks.ts';

type Properties = Record<string, unknown>;

/** Returns the functions that are called by events rather than by requests or a workflow, each with the source of its events. */
const eventConsumers = (stacks: readonly CompiledStack[]): { functionArn: string; by: string }[] => {
  const lambdas = (value: unknown) => (asList(value) as { Function: string }[]).map(({ Function: arn }) => arn);
  return [
    ...resourcesOf(stacks, 'AWS::S3::Bucket').flatMap(({ ref, properties }) =>
      lambdas((properties.NotificationConfiguration as Properties | undefined)?.LambdaConfigurations).map(
        (functionArn) => ({ functionArn, by: `bucket ${ref}` }),
      ),
    ),
    ...resourcesOf(stacks, 'AWS::Events::Rule').flatMap(({ ref, properties }) =>
      (asList(properties.Targets) as { Arn: string }[]).map(({ Arn }) => ({ functionArn: Arn, by: `schedule ${ref}` })),
    ),
    ...resourcesOf(stacks, 'AWS::SNS::Subscription')
      .filter(({ properties }) => properties.Protocol === 'lambda')
      .map(({ ref, properties }) => ({ functionArn: String(properties.Endpoint), by: `topic ${ref}` })),
  ];
};

const isStream = ({ EventSourceArn: source }: Properties) => String(source).startsWith('arn:aws:dynamodb:');

/** Returns the name of the function that a mapping calls. */
const nameOf = ({ FunctionName: name }: Properties) => String(name).split(':').at(-1) ?? '';

/** Returns where a mapping sends the records that it gives up on. */
const destinationOf = ({ DestinationConfig: config }: Properties) =>
  (config as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure?.Destination;

/** Returns the names of the queues that have an alarm on their number of messages. */
const watchedQueues = (stacks: readonly CompiledStack[], metric: string): Set<string> =>
  new Set(
    resourcesOf(stacks, 'AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.MetricName === metric)
      .flatMap(({ properties }) => asList(properties.Dimensions) as { Name: string; Value: string }[])
      .filter(({ Name }) => Name === 'QueueName')
      .map(({ Value }) => Value),
  );

/**
 * Finds consumers without a dead-letter queue, and queues or dead-letter queues without an alarm: their messages could be lost or wait
 * unnoticed.
 */
export const unwatchedConsumers = (stacks: readonly CompiledStack[]): string[] => {
  const functions = resourcesOf(stacks, 'AWS::Lambda::Function');
  const queues = resourcesOf(stacks, 'AWS::SQS::Queue');
  const full = watchedQueues(stacks, 'ApproximateNumberOfMessagesVisible');
  const old = watchedQueues(stacks, 'ApproximateAgeOfOldestMessage');
  const deadLetterProblem = (of: string, arn: unknown) => {
    const queue = queues.find(({ attributes }) => attributes.Arn === arn);
    if (!queue) return [`${of} has no dead-letter queue`];
    return full.has(queue.attributes.QueueName ?? '') ? [] : [`${of}: no alarm watches ${queue.attributes.QueueName}`];
  };
  return [
    ...eventConsumers(stacks).flatMap(({ functionArn, by }) => {
      const consumer = functions.find(({ attributes }) => attributes.Arn === functionArn);
      const { TargetArn } = (consumer?.properties.DeadLetterConfig ?? {}) as { TargetArn?: string };
      return deadLetterProblem(`${consumer?.ref ?? functionArn}, called by ${by},`, TargetArn);
    }),
    ...resourcesOf(stacks, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
      if (isStream(properties))
        return deadLetterProblem(`the stream of ${nameOf(properties)}`, destinationOf(properties));
      const queue = queues.find(({ attributes }) => attributes.Arn === properties.EventSourceArn);
      const { deadLetterTargetArn } = (queue?.properties.RedrivePolicy ?? {}) as { deadLetterTargetArn?: string };
      const name = queue?.attributes.QueueName ?? '';
      return [
        ...deadLetterProblem(`queue ${name}`, deadLetterTargetArn),
        ...(old.has(name) ? [] : [`queue ${name}: no alarm watches the age of its messages`]),
      ];
    }),
  ];
};

/** The triggers that a user pool calls before it answers; `PostConfirmation` and the like run afterwards. */
const ASKING_TRIGGERS = ['PreSignUp', 'PreAuthentication', 'CustomMessage'];

/**
 * Finds functions whose failures raise no alarm. Functions behind routes are covered by the alarm on their API's 5xx answers, and so are
 * triggers that a user pool calls before it answers: they reject by throwing, so their error count says nothing.
 */
export const unwatchedFunctions = (stacks: readonly CompiledStack[]): string[] => {
  const text = (value: unknown) => JSON.stringify(value ?? '');
  const alarms = resourcesOf(stacks, 'AWS::CloudWatch::Alarm');
  const counted = countedGroups(stacks, (pattern) => pattern.includes('$.type = "platform.report"'));
  const served = resourcesOf(stacks, 'AWS::ApiGatewayV2::Integration').map(
    ({ properties }) => properties.IntegrationUri,
  );
  const asked = resourcesOf(stacks, 'AWS::Cognito::UserPool').flatMap(({ properties }) =>
    ASKING_TRIGGERS.map((trigger) => (properties.LambdaConfig as Properties | undefined)?.[trigger]),
  );
  const watchedApis = text(
    alarms.filter(({ properties }) => text(properties).includes('"5xx"')).map(({ properties }) => properties),
  );
  const apis = resourcesOf(stacks, 'AWS::ApiGatewayV2::Api').filter(({ ref }) => !watchedApis.includes(`"${ref}"`));
  const failing = countedGroups(stacks, (pattern) => pattern.includes('"order workflow failed"'));
  const machines = resourcesOf(stacks, 'AWS::StepFunctions::StateMachine').filter(
    ({ properties }) => properties.StateMachineType !== 'EXPRESS' || failing.size === 0,
  );
  return [
    ...resourcesOf(stacks, 'AWS::Lambda::Function')
      .filter(({ attributes }) => ![...served, ...asked].includes(attributes.Arn))
      .filter(({ ref }) => !counted.has(`/aws/lambda/${ref}`))
      .map(({ ref }) => `no alarm watches the errors of ${ref}`),
    ...apis.map(({ stack }) => `no alarm watches the 5xx answers of ${stack}`),
    ...machines.map(({ ref }) => `no alarm watches the executions of ${ref}`),
  ];
};

/** Returns the names of the log groups for which an alarm watches the number of lines matching a pattern. */
const countedGroups = (stacks: readonly CompiledStack[], fits: (pattern: string) => boolean): Set<unknown> => {
  const watched = new Set(
    resourcesOf(stacks, 'AWS::CloudWatch::Alarm').map(({ properties }) => String(properties.MetricName)),
  );
  return new Set(
    resourcesOf(stacks, 'AWS::Logs::MetricFilter')
      .filter(({ properties }) => fits(String(properties.FilterPattern)))
      .filter(({ properties }) =>
        (asList(properties.MetricTransformations) as Properties[]).some(({ MetricName }) =>
          watched.has(String(MetricName)),
        ),
      )
      .map(({ properties }) => properties.LogGroupName),
  );
};

/** Finds functions that rely on a default where a value has to be chosen, and log groups that keep their lines forever. */
export const unboundedFunctions = (stacks: readonly CompiledStack[]): string[] => {
  const scheduled = new Set(
    resourcesOf(stacks, 'AWS::Events::Rule').flatMap(({ properties }) =>
      (asList(properties.Targets) as { Arn: string }[]).map(({ Arn }) => Arn),
    ),
  );
  const isTraced = (properties: Properties, arn = '') => {
    const mode = (properties.TracingConfig as Properties | undefined)?.Mode;
    return mode === 'Active' || (mode === 'PassThrough' && scheduled.has(arn)); // nobody's request
  };
  const groups = resourcesOf(stacks, 'AWS::Logs::LogGroup');
  return resourcesOf(stacks, 'AWS::Lambda::Function').flatMap(({ ref, properties, attributes }) => {
    const group = groups.find((candidate) => candidate.properties.LogGroupName === `/aws/lambda/${ref}`);
    return [
      ...(properties.Timeout === undefined ? [`${ref} has no timeout`] : []),
      ...(properties.MemorySize === undefined ? [`${ref} has no memory size`] : []),
      ...(group?.properties.RetentionInDays === undefined ? [`the log of ${ref} is kept for ever`] : []),
      ...(isTraced(properties, attributes.Arn) ? [] : [`${ref} is not traced`]),
      ...((properties.LoggingConfig as Properties | undefined)?.LogFormat === 'JSON'
        ? []
        : [`${ref} does not log as JSON: no alarm counts its failures`]),
    ];
  });
};

/** Finds streams in which one record that always fails would block or discard the records after it. */
export const blockableStreams = (stacks: readonly CompiledStack[]): string[] =>
  resourcesOf(stacks, 'AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => isStream(properties))
    .flatMap(({ properties }) => [
      ...(Number(properties.MaximumRetryAttempts ?? -1) >= 0
        ? []
        : [`the stream of ${nameOf(properties)} tries a record again without end`]),
      ...(properties.BisectBatchOnFunctionError === true
        ? []
        : [`the stream of ${nameOf(properties)} gives up whole batches`]),
    ]);

/** Finds queues to which a topic delivers, or gives up what it cannot deliver, and which do not accept messages of that topic. */
export const refusedDeliveries = (stacks: readonly CompiledStack[]): string[] => {
  const queues = resourcesOf(stacks, 'AWS::SQS::Queue');
  const policies = resourcesOf(stacks, 'AWS::SQS::QueuePolicy');
  return resourcesOf(stacks, 'AWS::SNS::Subscription').flatMap(({ stack, logicalId, properties }) => {
    const { TopicArn, Protocol, Endpoint, RedrivePolicy } = properties;
    const { deadLetterTargetArn } = (RedrivePolicy ?? {}) as { deadLetterTargetArn?: string };
    const receivers = [
      ...(Protocol === 'sqs' ? [Endpoint] : []),
      ...(deadLetterTargetArn ? [deadLetterTargetArn] : []),
    ];
    return receivers
      .filter((arn) => {
        const url = queues.find(({ attributes }) => attributes.Arn === arn)?.ref;
        return !policies.some(
          ({ properties: policy }) =>
            asList(policy.Queues).includes(url) && acceptsTopic(policy.PolicyDocument, arn, TopicArn),
        );
      })
      .map((arn) => `${stack} ${logicalId}: ${String(arn).split(':').at(-1)} accepts no messages of its topic`);
  });
};

const acceptsTopic = (document: unknown, queueArn: unknown, topicArn: unknown): boolean =>
  (asList((document as { Statement?: unknown } | undefined)?.Statement) as Properties[]).some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Allow' &&
      (Principal as Properties | undefined)?.Service === 'sns.amazonaws.com' &&
      asList(Action).includes('sqs:SendMessage') &&
      asList(Resource).includes(queueArn) &&
      asList(((Condition as Properties | undefined)?.ArnEquals as Properties | undefined)?.['aws:SourceArn']).includes(
        topicArn,
      ),
  );

/** Finds routes without a throttle. */
export const unthrottledRoutes = (stacks: readonly CompiledStack[]): string[] => {
  const limited = (settings: unknown) => {
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (settings ?? {}) as Properties;
    return Number(rate) > 0 && Number(burst) > 0;
  };
  const stages = resourcesOf(stacks, 'AWS::ApiGatewayV2::Stage');
  return resourcesOf(stacks, 'AWS::ApiGatewayV2::Route').flatMap(({ stack, properties }) => {
    const stage = stages.find((candidate) => candidate.stack === stack)?.properties ?? {};
    const own = ((stage.RouteSettings ?? {}) as Properties)[String(properties.RouteKey)];
    return limited(own ?? stage.DefaultRouteSettings) ? [] : [`${stack}: ${properties.RouteKey} is not throttled`];
  });
};

/** Lists every dead-letter queue with the source of its messages: `orderService OrderDeadLetterQueue OrderQueue`. */
export const deadLetterQueuesOf = (stacks: readonly CompiledStack[]): string[] => {
  const queues = resourcesOf(stacks, 'AWS::SQS::Queue');
  const named = (stack: string, arn: unknown, source: string) => {
    const queue = queues.find(({ attributes }) => attributes.Arn === arn);
    return queue ? [`${stack} ${queue.logicalId} ${source}`] : [];
  };
  return [
    ...queues.flatMap(({ stack, logicalId, properties }) =>
      named(stack, (properties.RedrivePolicy as Properties | undefined)?.deadLetterTargetArn, logicalId),
    ),
    ...resourcesOf(stacks, 'AWS::Lambda::Function').flatMap(({ stack, ref, properties }) =>
      named(stack, (properties.DeadLetterConfig as Properties | undefined)?.TargetArn, ref.split('-').at(-1) ?? ''),
    ),
    ...resourcesOf(stacks, 'AWS::Lambda::EventSourceMapping').flatMap(({ stack, properties }) =>
      named(stack, destinationOf(properties), nameOf(properties).split('-').at(-1) ?? ''),
    ),
  ];
};
