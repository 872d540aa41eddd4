/**
 * The stack's alarms, all to the stage's operations topic. Each is named `{service}-{stage}-{alarm}` and has the runbook `docs/runbooks/{alarm}.md`.
 * An alarm costs $0.10 a month for each metric that it watches. So what can happen in every stack is one metric of the stage, which log lines of
 * all stacks count up, and one alarm (`STAGE_ALARMS`); its runbook says how to find the function.
 * Functions and the API are found by themselves; a service lists under `custom.alarms` what else it has:
 *
 *   ofStage: true in the one stack that has the alarms of the stage
 *   stageLines: alarm of the stage → the messages that count in the functions' logs
 *   fewRequests: true where the API has so few requests that five failures in five minutes ring, whatever their share: a metric less
 *   deadLetterQueues: logical ids; any message in one rings
 *   queues: logical id → seconds that a message may wait
 *   streams: what is kept by a stream → the function that follows it; rings when that is behind
 *   logLines: alarm → what it says, and the messages of which any in one of the functions' logs rings; within `seconds`, 60 if absent
 *   refusing: functions that throw to refuse a request, as triggers of Cognito do; their errors are no failures
 *   counts: metric → messages in the functions' logs that are counted, without an alarm
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
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
    counts = {},
    refusing = [],
  } = (await resolveVariable('self:custom.alarms, null')) ?? {};
  const alarms = {
    ...apiAlarms(fewRequests),
    ...(ofStage ? stageAlarms(stage) : {}),
    ...Object.assign({}, ...deadLetterQueues.map(deadLetterAlarm)),
    ...Object.assign({}, ...Object.entries(queues).map(ageAlarm)),
    ...Object.assign({}, ...Object.entries(streams).map(streamAlarm)),
    ...Object.assign({}, ...Object.entries(logLines).map(([name, lines]) => logAlarm(prefix, name, lines))),
  };
  const watched = eventFunctions(functions).filter((name) => !refusing.includes(name));
  const resources = [
    ...Object.entries(alarms).map(([name, alarm]) => [`${capital(name)}Alarm`, toResource(prefix, name, alarm)]),
    ...lineFilters(prefix, { ...logLines, ...counts }),
    ...lineFilters(ofWholeStage(stage), stageLines),
    ...watched.map((fn) => metricFilter(ofWholeStage(stage), 'functionErrors', fn, FAILED_INVOCATION)),
  ];
  return { Resources: Object.fromEntries(resources) };
};

/** How the metrics begin that all stacks of a stage count up. */
const ofWholeStage = (stage) => `ecommerce-${stage}`;

/** The alarms of a stage on what log lines of all its stacks count. */
const STAGE_ALARMS = {
  functionErrors: {
    says: 'Functions behind queues, workflows, events and triggers failed or timed out at least 3 times in five minutes.',
    seconds: 300,
    Threshold: 2, // one failed attempt is retried and hurts nobody
  },
  delayedMails: {
    says: 'A mail could not be sent for over 10 minutes and is still being tried.',
    seconds: 900, // longer than the longest wait between two attempts
  },
  uncountedAttempts: { says: 'Requests were let through because their rate limits could not be counted.' },
};

/**
 * The line that Lambda itself writes about an invocation that failed, timed out or crashed (provider.yml has it write no others).
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
const FAILED_INVOCATION = '{ $.type = "platform.report" && $.record.status != "success" }';

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
function apiAlarms(fewRequests) {
  const api = { ApiId: { Ref: 'HttpApi' } };
  return {
    serverErrors: fewRequests
      ? {
          says: 'At least 5 answers of the API in five minutes are 5xx.',
          ...single('AWS/ApiGateway', '5xx', api, { Statistic: 'Sum' }, 300),
          Threshold: 4,
        }
      : {
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

const stageAlarms = (stage) => ({
  functionThrottles: {
    says: 'Lambda turned invocations away: the concurrency of the whole account in this region is used up.',
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

/** Metrics of our own, which come from log lines. */
const OWN_METRICS = 'ecommerce';

const logAlarm = (prefix, name, { says, seconds = 60, Threshold = 0 }) => ({
  [name]: { says, ...single(OWN_METRICS, `${prefix}-${name}`, {}, { Statistic: 'Sum' }, seconds), Threshold },
});

const lineFilters = (prefix, lines) =>
  Object.entries(lines).flatMap(([name, { functions, messages }]) =>
    functions.map((fn) =>
      metricFilter(prefix, name, fn, `{ ${messages.map((message) => `$.message = "${message}"`).join(' || ')} }`),
    ),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html */
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
