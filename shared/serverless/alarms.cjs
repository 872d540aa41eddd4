/**
 * The stack's alarms, all to the stage's operations topic. Each is named `{service}-{stage}-{alarm}` and has the runbook `docs/runbooks/{alarm}.md`.
 * Functions and the API are found by themselves; a service lists under `custom.alarms` what else it has:
 *
 *   deadLetterQueues: logical ids; any message in one rings
 *   queues: logical id → seconds that a message may wait
 *   streams: what is kept by a stream → the function that follows it; rings when that is behind
 *   stateMachines: logical ids; any execution that did not succeed rings
 *   logLines: alarm → what it says, and the messages of which any in one of the functions' logs rings; within `seconds`, 60 if absent
 *   refusing: functions that throw to refuse a request, as triggers of Cognito do; their errors are no failures
 *   counts: metric → messages in the functions' logs that are counted, without an alarm
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
module.exports = async ({ resolveVariable }) => {
  const prefix = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  const functions = await resolveVariable('self:functions');
  const {
    deadLetterQueues = [],
    queues = {},
    streams = {},
    stateMachines = [],
    logLines = {},
    counts = {},
    refusing = [],
  } = (await resolveVariable('self:custom.alarms, null')) ?? {};
  const alarms = {
    ...apiAlarms(),
    ...functionAlarms(eventFunctions(functions).filter((name) => !refusing.includes(name))),
    ...Object.assign({}, ...deadLetterQueues.map(deadLetterAlarm)),
    ...Object.assign({}, ...Object.entries(queues).map(ageAlarm)),
    ...Object.assign({}, ...Object.entries(streams).map(streamAlarm)),
    ...Object.assign({}, ...stateMachines.map(executionsAlarm)),
    ...Object.assign({}, ...Object.entries(logLines).map(([name, lines]) => logAlarm(prefix, name, lines))),
  };
  const resources = [
    ...Object.entries(alarms).map(([name, alarm]) => [`${capital(name)}Alarm`, toResource(prefix, name, alarm)]),
    ...Object.entries({ ...logLines, ...counts }).flatMap(([name, { functions, messages }]) =>
      functions.map((fn) => [`${capital(name)}In${capital(fn)}`, metricFilter(prefix, name, fn, messages)]),
    ),
  ];
  return { Resources: Object.fromEntries(resources) };
};

/** CloudWatch takes at most this many metrics in the expression of one alarm. */
const METRICS_OF_AN_ALARM = 10;

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const uncapital = (text) => text.charAt(0).toLowerCase() + text.slice(1);

function toResource(prefix, name, { says, ...alarm }) {
  const runbook = name.replace(/\d+$/, '');
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${prefix}-${name}`,
      AlarmDescription: `${says} Runbook: docs/runbooks/${runbook}.md`,
      AlarmActions: [{ Ref: 'OperationsTopic' }],
      OKActions: [{ Ref: 'OperationsTopic' }],
      TreatMissingData: 'notBreaching', // nothing happened, so nothing failed
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      ...alarm,
    },
  };
}

const metric = (Namespace, MetricName, dimensions, Stat, Period) => ({
  Metric: { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
  Stat,
  Period,
});

/** One metric without an expression. */
const single = (Namespace, MetricName, dimensions, statistic, Period) => ({
  Namespace,
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  ...statistic,
  Period,
});

/** An expression over metrics that are named by their ids. */
const expression = (Expression, metrics) => ({
  Metrics: [
    { Id: 'watched', Expression, ReturnData: true },
    ...Object.entries(metrics).map(([Id, MetricStat]) => ({ Id, MetricStat, ReturnData: false })),
  ],
});

/** Errors and throttles of the functions behind a route end as a 5xx of the API. */
function apiAlarms() {
  const api = { ApiId: { Ref: 'HttpApi' } };
  return {
    serverErrors: {
      says: 'More than 1 % of the answers of the API, and at least 5 in five minutes, are 5xx.',
      ...expression('IF(failed >= 5, 100 * failed / answers, 0)', {
        failed: metric('AWS/ApiGateway', '5xx', api, 'Sum', 300),
        answers: metric('AWS/ApiGateway', 'Count', api, 'Sum', 300),
      }),
      Threshold: 1,
    },
    slowAnswers: {
      says: 'The slowest 1 % of the answers of the API have taken over 3 seconds for a quarter of an hour.',
      ...single('AWS/ApiGateway', 'Latency', api, { ExtendedStatistic: 'p99' }, 300),
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 3000,
    },
  };
}

/** Functions that something else than a route invokes. */
const eventFunctions = (functions) =>
  Object.keys(functions).filter((name) => !(functions[name].events ?? []).some((event) => 'httpApi' in event));

function functionAlarms(names) {
  const alarms = {
    functionThrottles: {
      says: 'Lambda turned invocations away: the concurrency of the whole account in this region is used up.',
      ...single('AWS/Lambda', 'Throttles', {}, { Statistic: 'Sum' }, 60),
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 0,
    },
  };
  for (let start = 0; start < names.length; start += METRICS_OF_AN_ALARM) {
    const errors = names
      .slice(start, start + METRICS_OF_AN_ALARM)
      .map((name, index) => [
        `errors${index}`,
        metric('AWS/Lambda', 'Errors', { FunctionName: { Ref: `${capital(name)}LambdaFunction` } }, 'Sum', 300),
      ]);
    alarms[`functionErrors${start === 0 ? '' : start / METRICS_OF_AN_ALARM + 1}`] = {
      says: 'Functions behind queues, workflows, events and triggers failed or timed out at least 3 times in five minutes.',
      ...expression('SUM(METRICS())', Object.fromEntries(errors)),
      Threshold: 2, // one failed attempt is retried and hurts nobody
    };
  }
  return alarms;
}

function deadLetterAlarm(queue) {
  return {
    [`${uncapital(queue).replace(/Queue$/, '')}s`]: {
      says: 'Messages that could not be processed wait in a dead-letter queue.',
      ...single('AWS/SQS', 'ApproximateNumberOfMessagesVisible', queueOf(queue), { Statistic: 'Maximum' }, 60),
      Threshold: 0,
    },
  };
}

const queueOf = (queue) => ({ QueueName: { 'Fn::GetAtt': [queue, 'QueueName'] } });

function ageAlarm([queue, seconds]) {
  return {
    [`${uncapital(queue)}Age`]: {
      says: `A message has waited in the queue for over ${seconds} seconds.`,
      ...single('AWS/SQS', 'ApproximateAgeOfOldestMessage', queueOf(queue), { Statistic: 'Maximum' }, 60),
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: seconds,
    },
  };
}

/** A failed batch of a stream is tried again and counts as no error of the function: only its age tells. */
function streamAlarm([what, name]) {
  return {
    [`${what}Age`]: {
      says: 'A change has waited in the stream for over 5 minutes.',
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
  };
}

function executionsAlarm(stateMachine) {
  const machine = { StateMachineArn: { Ref: stateMachine } };
  const outcomes = { failed: 'ExecutionsFailed', timedOut: 'ExecutionsTimedOut', aborted: 'ExecutionsAborted' };
  const metrics = Object.entries(outcomes).map(([id, name]) => [id, metric('AWS/States', name, machine, 'Sum', 60)]);
  return {
    [`failed${stateMachine}s`]: {
      says: 'Executions of the state machine ended without success.',
      ...expression('SUM(METRICS())', Object.fromEntries(metrics)),
      Threshold: 0,
    },
  };
}

/** Metrics of our own, which come from log lines. */
const OWN_METRICS = 'ecommerce';

const logAlarm = (prefix, name, { says, seconds = 60 }) => ({
  [name]: { says, ...single(OWN_METRICS, `${prefix}-${name}`, {}, { Statistic: 'Sum' }, seconds), Threshold: 0 },
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html */
const metricFilter = (prefix, name, fn, messages) => ({
  Type: 'AWS::Logs::MetricFilter',
  Properties: {
    LogGroupName: { Ref: `${capital(fn)}LogGroup` },
    FilterPattern: `{ ${messages.map((message) => `$.message = "${message}"`).join(' || ')} }`,
    MetricTransformations: [{ MetricNamespace: OWN_METRICS, MetricName: `${prefix}-${name}`, MetricValue: '1' }],
  },
});
