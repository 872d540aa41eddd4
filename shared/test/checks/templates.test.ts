import type { Template } from '@ecommerce/platform/template';
import { describe, expect, test } from '@jest/globals';
import { dashboardDifferences } from '../../checks/templates/dashboard.ts';
import { missingHeadRoutes } from '../../checks/templates/headRoutes.ts';
import { openTransport, secretsInPlainText, unprotectedData } from '../../checks/templates/protection.ts';
import {
  refusedDeliveries,
  unboundedFunctions,
  unthrottledRoutes,
  unwatchedConsumers,
  unwatchedFunctions,
} from '../../checks/templates/resilience.ts';
import { runbookDifferences } from '../../checks/templates/runbooks.ts';
import { brokenStates } from '../../checks/templates/stateMachines.ts';
import { compiled } from './compiledSamples.ts';

type Resources = Template['Resources'];

const worker = (Properties: Record<string, unknown> = {}): Resources => ({
  Worker: { Type: 'AWS::Lambda::Function', Properties },
});
const queue = (Properties: Record<string, unknown> = {}): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties },
});
const mapping: Resources = {
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Worker' } },
  },
};
const subscription = (Properties: Record<string, unknown>): Resources => ({
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: 'topic', Protocol: 'lambda', Endpoint: 'worker', ...Properties },
  },
});
const stream = (DestinationConfig: object = {}): Resources => ({
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'KEYS_ONLY' } } },
  Stream: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      ...{ FunctionName: { Ref: 'Worker' }, StartingPosition: 'LATEST', DestinationConfig },
    },
  },
});
const notified: Resources = {
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      NotificationConfiguration: {
        LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: { 'Fn::GetAtt': ['Worker', 'Arn'] } }],
      },
    },
  },
};
const route = (settings: object): Resources => ({
  Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /orders' } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default', ...settings } },
});
const failureCount: Resources = {
  Failures: {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: '/aws/lambda/sample-Worker',
      FilterPattern: '{ $.type = "platform.report" && $.record.status != "success" }',
      MetricTransformations: [{ MetricNamespace: 'ecommerce', MetricName: 'failures', MetricValue: '1' }],
    },
  },
};
const alarmOn = (MetricName: string): Resources => ({
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'sample-dev-functionErrors', MetricName } },
});
const limits = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 };

describe('it is found', () => {
  test.each<[string, (stacks: ReturnType<typeof compiled>[]) => string[], Resources, RegExp]>([
    [
      'that a queue has no dead-letter queue',
      unwatchedConsumers,
      { ...worker(), ...queue(), ...mapping },
      /no dead-letter/,
    ],
    ['that no alarm watches a queue’s age', unwatchedConsumers, { ...worker(), ...queue(), ...mapping }, /age of its/],
    [
      'that an upload’s consumer has no dead-letter queue',
      unwatchedConsumers,
      { ...worker(), ...notified },
      /no dead-letter/,
    ],
    [
      'that a stream has no dead-letter queue',
      unwatchedConsumers,
      { ...worker(), ...stream() },
      /stream of sample-Worker has/,
    ],
    [
      'that nobody watches what a stream gives up',
      unwatchedConsumers,
      { ...worker(), ...queue(), ...stream({ OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } }) },
      /stream of sample-Worker: no alarm watches sample-Queue/,
    ],
    [
      'that a dead-letter queue has no alarm',
      unwatchedConsumers,
      { ...worker({ DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } }), ...queue(), ...notified },
      /no alarm watches sample-Queue/,
    ],
    [
      'that a topic may not deliver to a queue',
      refusedDeliveries,
      { ...queue(), ...subscription({ Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } }) },
      /sample Subscription: sample-Queue accepts no messages/,
    ],
    [
      'that a topic may not send what it gives up to a dead-letter queue',
      refusedDeliveries,
      { ...queue(), ...subscription({ RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } }) },
      /sample Subscription: sample-Queue accepts no messages/,
    ],
    ['that a function fails unseen', unwatchedFunctions, worker(), /errors of sample-Worker/],
    [
      'that failures of a function are counted, but no alarm watches the count',
      unwatchedFunctions,
      { ...worker(), ...failureCount, ...alarmOn('others') },
      /errors of sample-Worker/,
    ],
    [
      'that a state machine fails unseen',
      unwatchedFunctions,
      { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineType: 'EXPRESS' } } },
      /executions of/,
    ],
    [
      'that a function that is not scheduled begins no trace',
      unboundedFunctions,
      worker({ TracingConfig: { Mode: 'PassThrough' } }),
      /not traced/,
    ],
    ['that Lambda writes no JSON about a function', unboundedFunctions, worker(), /does not log as JSON/],
    ['that a function takes the default timeout', unboundedFunctions, worker(), /no timeout/],
    ['that a log is kept for ever', unboundedFunctions, worker(), /kept for ever/],
    ['that nothing throttles a route', unthrottledRoutes, route({}), /GET \/orders is not throttled/],
    [
      'that a route’s own setting takes its throttle away',
      unthrottledRoutes,
      route({ DefaultRouteSettings: limits, RouteSettings: { 'GET /orders': { DetailedMetricsEnabled: true } } }),
      /not throttled/,
    ],
    ['that a GET route has no HEAD route', missingHeadRoutes, route({}), /GET \/orders has no HEAD \/orders/],
    [
      'that a HEAD route has another throttle',
      missingHeadRoutes,
      {
        ...route({ RouteSettings: { 'GET /orders': limits } }),
        Head: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'HEAD /orders' } },
      },
      /HEAD \/orders has another throttle/,
    ],
    [
      'that a table says nothing of its deletion',
      unprotectedData,
      { T: { Type: 'AWS::DynamoDB::Table' } },
      /no deletion/,
    ],
    ['that a queue accepts requests without TLS', openTransport, queue({ SqsManagedSseEnabled: true }), /without TLS/],
    ['that a queue is not encrypted', openTransport, queue(), /not encrypted/],
    [
      'that a secret is in the environment',
      secretsInPlainText,
      worker({ Environment: { Variables: { PAYMENT_API_KEY: 'x' } } }),
      /PAYMENT_API_KEY/,
    ],
    [
      'that a dashboard shows something missing',
      dashboardDifferences,
      {
        D: {
          Type: 'AWS::CloudWatch::Dashboard',
          Properties: {
            DashboardBody: JSON.stringify({
              widgets: [{ properties: { metrics: [['AWS/DynamoDB', 'Reads', 'TableName', 'Gone']] } }],
            }),
          },
        },
      },
      /TableName Gone, which does not exist/,
    ],
    [
      'that a table is on no dashboard',
      dashboardDifferences,
      { T: { Type: 'AWS::DynamoDB::Table' } },
      /lacks the table/,
    ],
    [
      'that an alarm has no runbook',
      runbookDifferences,
      { A: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'sample-dev-noSuchThing' } } },
      /noSuchThing\.md is missing/,
    ],
  ])('%s', (_, check, resources, sentence) => {
    expect(check([compiled(resources)])).toContainEqual(expect.stringMatching(sentence));
  });

  test.each([
    ['Delete', 'sample: T goes with its stack'],
    ['Retain', 'sample: T stays after a deployment that fails'],
  ])('that a table of prod with the deletion policy %s is not protected', (DeletionPolicy, sentence) => {
    const stack = compiled({ T: { Type: 'AWS::DynamoDB::Table' } }, 'sample', 'prod');
    Object.assign(stack.template.Resources.T ?? {}, { DeletionPolicy });

    expect(unprotectedData([stack])).toEqual([
      sentence,
      'sample-T can be deleted',
      'sample-T has no point-in-time recovery',
    ]);
  });

  test('that a queue accepts the messages of its topic only', () => {
    const arn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
    const accepting = (topic: string): Resources => ({
      ...queue(),
      ...subscription({ RedrivePolicy: { deadLetterTargetArn: arn } }),
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: {
            Statement: [
              {
                ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' },
                ...{ Resource: arn, Condition: { ArnEquals: { 'aws:SourceArn': topic } } },
              },
            ],
          },
        },
      },
    });

    expect(refusedDeliveries([compiled(accepting('topic'))])).toEqual([]);
    expect(refusedDeliveries([compiled(accepting('another'))])).toHaveLength(1);
  });

  test('that a route is throttled as all are', () => {
    expect(unthrottledRoutes([compiled(route({ DefaultRouteSettings: limits }))])).toEqual([]);
  });

  test('that an alarm watches the count of a function’s failures', () => {
    const resources = { ...worker(), ...failureCount };

    expect(unwatchedFunctions([compiled({ ...resources, ...alarmOn('failures') })])).toEqual([]);
  });

  test('that a scheduled function need not begin a trace', () => {
    const Targets = [{ Arn: { 'Fn::GetAtt': ['Worker', 'Arn'] } }];
    const resources = {
      ...worker({ TracingConfig: { Mode: 'PassThrough' } }),
      Rule: { Type: 'AWS::Events::Rule', Properties: { Targets } },
    };

    expect(unboundedFunctions([compiled(resources)])).not.toContainEqual(expect.stringMatching(/not traced/));
  });

  describe('of a state machine', () => {
    const Resource = 'arn:aws:lambda:eu-west-1:000000000000:function:F';
    const bare = { Type: 'Task', Resource };
    const Retry = [
      {
        ErrorEquals: [
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.TooManyRequestsException',
        ],
      },
    ];
    const caught = (Next: string) => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next }] });

    test('that a task neither retries nor catches, that nothing has a timeout, and that a definition is not valid', () => {
      const valid = { StartAt: 'A', States: { A: { ...bare, Next: 'B' }, B: { ...bare, End: true } } };

      expect(brokenStates('machine', valid)).toEqual([
        'machine has no timeout',
        'machine: A does not retry passing errors',
        'machine: A has no timeout',
        'machine: B does not retry passing errors',
        'machine: B does not catch States.ALL',
        'machine: B has no timeout',
      ]);
      expect(brokenStates('machine', { ...valid, StartAt: 'C' } as typeof valid)[0]).toMatch(/^machine: /);
    });

    test('that the first task and one that records failures may fail the execution', () => {
      const task = { ...bare, Retry, TimeoutSeconds: 1 };
      const States = {
        A: { ...task, Next: 'B' },
        B: { ...task, ...caught('C'), End: true },
        C: { ...task, End: true },
      };

      expect(brokenStates('machine', { StartAt: 'A', TimeoutSeconds: 5, States })).toEqual([]);
    });

    test('that a task inside a Map has no timeout', () => {
      const task = { ...bare, Retry, ...caught('Done'), End: true };
      const Iterator = { StartAt: 'Work', States: { Work: task, Done: { Type: 'Succeed' } } };
      const States = { Each: { Type: 'Map', Iterator, End: true } };

      expect(brokenStates('machine', { StartAt: 'Each', TimeoutSeconds: 5, States })).toEqual([
        'machine: Work has no timeout',
      ]);
    });
  });
});
