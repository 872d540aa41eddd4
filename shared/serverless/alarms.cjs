/** @import { AddedResources, CountedLines, FunctionDefinition, VariableResolution } from './framework.ts' */
/** @import { TemplateResource } from '@ecommerce/platform/template' */
const deadLetterAlarm = require('./deadLetterAlarm.cjs');

/** @typedef {{ description: string, Threshold: number, [property: string]: unknown }} Alarm */
/** @typedef {{ description: string, seconds?: number, Threshold?: number }} LogAlarm */

/**
 * Creates the stack's alarms, which all notify the stage's operations topic. Each is named `{service}-{stage}-{alarm}` and has the
 * runbook `docs/runbooks/{alarm}.md`.
 *
 * An alarm costs $0.10 a month for each metric that it watches. So failures that can happen in every stack share one metric of the
 * stage, which log lines of all stacks increment, and one alarm (`STAGE_ALARMS`); its runbook tells how to find the function.
 *
 * Functions and the API are found automatically. A service lists the rest under `custom.alarms`:
 *
 *   ofStage: true in the one stack that contains the alarms of the stage
 *   stageLines: alarm of the stage → the log messages that it counts
 *   fewRequests: true if the API has so few requests that five failures in five minutes fire the alarm, whatever their share: saves a metric
 *   withoutApi: true if the stack has no API
 *   callsOthers: true if the API is as fast as the APIs that it calls, whose alarms tell that they are slow: saves a metric
 *   deadLetterQueues: logical ids; any message in one of them fires the alarm
 *   queues: logical id → seconds that a message may wait
 *   streams: what follows a stream → the function that processes it; the alarm fires when that falls behind
 *   logLines: alarm → its description, and the log messages any of which fires it; within `seconds`, 60 if absent
 *   rejecting: functions that throw to reject a request, as triggers of Cognito do; their errors are not failures
 *   conditions: alarm → the condition of the template under which it exists
 *   counts: metric → log messages that it counts, without an alarm
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources>}
 */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const prefix = `${await resolveVariable('self:service')}-${stage}`;
  const functions = await resolveVariable('self:functions');
  const {
    deadLetterQueues = [],
    queues = {},
    streams = {},
    logLines = {},
    stageLines = {},
    ofStage = false,
    fewRequests = false,
    callsOthers = false,
    withoutApi = false,
    counts = {},
    rejecting = [],
    conditions = {},
  } = (await resolveVariable('self:custom.alarms, null')) ?? {};
  /** @type {Record<string, Alarm>} */
  const alarms = {
    ...(withoutApi ? {} : apiAlarms({ fewRequests, callsOthers })),
    ...(ofStage ? stageAlarms(stage) : {}),
    ...Object.assign({}, ...deadLetterQueues.map(alarmOfDeadLetters)),
    ...Object.assign({}, ...Object.entries(queues).map(ageAlarm)),
    ...Object.assign({}, ...Object.entries(streams).map(streamAlarm)),
    ...Object.assign({}, ...Object.entries(logLines).map(([name, lines]) => logAlarm(prefix, name, lines))),
  };
  const watched = eventFunctions(functions).filter((name) => !rejecting.includes(name));
  const alarmResources = Object.entries(alarms).map(([name, alarm]) =>
    toResource(prefix, name, alarm, conditions[name]),
  );
  const filters = [
    ...lineFilters(prefix, { ...logLines, ...counts }),
    ...lineFilters(ofWholeStage(stage), stageLines),
    ...watched.map((fn) => metricFilter(ofWholeStage(stage), 'functionErrors', fn, FAILED_INVOCATION)),
  ];
  return { Resources: Object.fromEntries([...alarmResources, ...filters]) };
};

/**
 * Returns the prefix of metrics that all stacks of a stage share.
 *
 * @param {string} stage
 */
const ofWholeStage = (stage) => `ecommerce-${stage}`;

/**
 * The alarms of a stage on metrics that log lines of all its stacks increment.
 *
 * @type {Record<string, LogAlarm>}
 */
const STAGE_ALARMS = {
  functionErrors: {
    description:
      'Functions behind queues, workflows, events and triggers failed or timed out at least 3 times in five minutes.',
    seconds: 300,
    Threshold: 2, // a single failed attempt is retried without consequences
  },
  delayedMails: {
    description: 'An email could not be sent for over 10 minutes and is still being retried.',
    seconds: 900, // longer than the longest wait between two attempts
  },
  uncountedAttempts: { description: 'Requests were accepted without a rate limit, because they could not be counted.' },
};

/**
 * Matches Lambda's own log line about an invocation that failed, timed out or crashed (provider.yml disables its other lines).
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
const FAILED_INVOCATION = '{ $.type = "platform.report" && $.record.status != "success" }';

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** @param {string} text */
const uncapital = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/**
 * @param {string} prefix
 * @param {string} name
 * @param {Alarm} alarm
 * @param {string | undefined} Condition
 * @returns {[logicalId: string, resource: TemplateResource]}
 */
const toResource = (prefix, name, { description, ...alarm }, Condition) => {
  const runbook = name.replace(/\d+$/, '');
  const Properties = {
    AlarmName: `${prefix}-${name}`,
    AlarmDescription: `${description} Runbook: docs/runbooks/${runbook}.md`,
    AlarmActions: [{ Ref: 'OperationsTopic' }],
    OKActions: [{ Ref: 'OperationsTopic' }],
    TreatMissingData: 'notBreaching', // no data means that nothing failed
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    ...alarm,
  };
  return [`${capital(name)}Alarm`, { Type: 'AWS::CloudWatch::Alarm', ...(Condition ? { Condition } : {}), Properties }];
};

/** @param {Record<string, unknown>} dimensions */
const listed = (dimensions) => Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/**
 * Returns a metric for an expression.
 *
 * @param {string} Namespace
 * @param {string} MetricName
 * @param {Record<string, unknown>} dimensions
 * @param {string} Stat
 * @param {number} Period seconds
 */
const metric = (Namespace, MetricName, dimensions, Stat, Period) => ({
  Metric: { Namespace, MetricName, Dimensions: listed(dimensions) },
  Stat,
  Period,
});

/**
 * Returns the properties of an alarm on one metric.
 *
 * @param {string} Namespace
 * @param {string} MetricName
 * @param {Record<string, unknown>} dimensions
 * @param {{ Statistic: string } | { ExtendedStatistic: string }} statistic
 * @param {number} Period seconds
 */
const single = (Namespace, MetricName, dimensions, statistic, Period) => ({
  Namespace,
  MetricName,
  Dimensions: listed(dimensions),
  ...statistic,
  Period,
});

/**
 * Returns the properties of an alarm on an expression over metrics, by their ids.
 *
 * @param {string} Expression
 * @param {Record<string, ReturnType<typeof metric>>} metrics
 */
const expression = (Expression, metrics) => ({
  Metrics: [
    { Id: 'watched', Expression, ReturnData: true },
    ...Object.entries(metrics).map(([Id, MetricStat]) => ({ Id, MetricStat, ReturnData: false })),
  ],
});

/**
 * Creates the alarms of the API. Errors and throttles of a route's function become 5xx responses.
 *
 * @param {{ fewRequests: boolean, callsOthers: boolean }} api
 */
const apiAlarms = ({ fewRequests, callsOthers }) => {
  const api = { ApiId: { Ref: 'HttpApi' } };
  return {
    serverErrors: fewRequests
      ? {
          description: 'At least 5 responses of the API in five minutes are 5xx.',
          ...single('AWS/ApiGateway', '5xx', api, { Statistic: 'Sum' }, 300),
          Threshold: 4,
        }
      : {
          description: 'More than 1 % of the responses of the API, and at least 5 in five minutes, are 5xx.',
          ...expression('IF(failed >= 5, 100 * failed / answers, 0)', {
            failed: metric('AWS/ApiGateway', '5xx', api, 'Sum', 300),
            answers: metric('AWS/ApiGateway', 'Count', api, 'Sum', 300),
          }),
          Threshold: 1,
        },
    ...(callsOthers ? {} : { slowAnswers: slowAnswers(api) }),
  };
};

/** @param {Record<string, unknown>} api */
const slowAnswers = (api) => ({
  description: 'The slowest 1 % of the responses of the API have taken over 3 seconds for a quarter of an hour.',
  ...single('AWS/ApiGateway', 'Latency', api, { ExtendedStatistic: 'p99' }, 300),
  EvaluationPeriods: 3,
  DatapointsToAlarm: 3,
  Threshold: 3000,
});

/**
 * Returns the functions that are not invoked by a route.
 *
 * @param {Record<string, FunctionDefinition>} functions
 */
const eventFunctions = (functions) =>
  Object.keys(functions).filter((name) => !(functions[name]?.events ?? []).some((event) => 'httpApi' in event));

/** @param {string} stage */
const stageAlarms = (stage) => ({
  functionThrottles: {
    description: 'Lambda throttled invocations: the concurrency of the whole account in this region is used up.',
    ...single('AWS/Lambda', 'Throttles', {}, { Statistic: 'Sum' }, 60),
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0,
  },
  ...Object.assign(
    {},
    ...Object.entries(STAGE_ALARMS).map(([name, lines]) => logAlarm(ofWholeStage(stage), name, lines)),
  ),
});

/** @param {string} queue its logical id */
const alarmOfDeadLetters = (queue) => ({
  [deadLetterAlarm(queue)]: {
    description: 'Messages that could not be processed wait in a dead-letter queue.',
    ...single('AWS/SQS', 'ApproximateNumberOfMessagesVisible', queueOf(queue), { Statistic: 'Maximum' }, 60),
    Threshold: 0,
  },
});

/** @param {string} queue its logical id */
const queueOf = (queue) => ({ QueueName: { 'Fn::GetAtt': [queue, 'QueueName'] } });

/** @param {[queue: string, seconds: number]} entry */
const ageAlarm = ([queue, seconds]) => ({
  [`${uncapital(queue)}Age`]: {
    description: `A message has waited in the queue for over ${seconds} seconds.`,
    ...single('AWS/SQS', 'ApproximateAgeOfOldestMessage', queueOf(queue), { Statistic: 'Maximum' }, 60),
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: seconds,
  },
});

/**
 * Creates the alarm of a stream. A failed batch is retried and does not count as an error of the function: only its age shows the
 * failure.
 *
 * @param {[what: string, name: string]} entry
 */
const streamAlarm = ([what, name]) => ({
  [`${what}Age`]: {
    description: 'A change has waited in the stream for over 5 minutes.',
    ...single(
      'AWS/Lambda',
      'IteratorAge',
      { FunctionName: { Ref: `${capital(name)}LambdaFunction` } },
      { Statistic: 'Maximum' },
      60,
    ),
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 300_000, // milliseconds
  },
});

/** The namespace of our own metrics, which count log lines. */
const OWN_METRICS = 'ecommerce';

/**
 * @param {string} prefix
 * @param {string} name
 * @param {LogAlarm} alarm
 */
const logAlarm = (prefix, name, { description, seconds = 60, Threshold = 0 }) => ({
  [name]: { description, ...single(OWN_METRICS, `${prefix}-${name}`, {}, { Statistic: 'Sum' }, seconds), Threshold },
});

/**
 * @param {string} prefix
 * @param {Record<string, CountedLines>} lines
 */
const lineFilters = (prefix, lines) =>
  Object.entries(lines).flatMap(([name, { functions, messages }]) =>
    functions.map((fn) =>
      metricFilter(prefix, name, fn, `{ ${messages.map((message) => `$.message = "${message}"`).join(' || ')} }`),
    ),
  );

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 *
 * @param {string} prefix
 * @param {string} name
 * @param {string} fn
 * @param {string} FilterPattern
 * @returns {[logicalId: string, resource: TemplateResource]}
 */
const metricFilter = (prefix, name, fn, FilterPattern) => [
  `${capital(name)}In${capital(fn)}`,
  {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: { Ref: `${capital(fn)}LogGroup` },
      FilterPattern,
      MetricTransformations: [{ MetricNamespace: OWN_METRICS, MetricName: `${prefix}-${name}`, MetricValue: '1' }],
    },
  },
];
