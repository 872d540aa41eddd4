import { describe, expect, test } from '@jest/globals';
import { checkTemplate, planStack } from '../../src/cloudformation/resources.ts';
import type { Surroundings } from '../../src/cloudformation/resourceType.ts';
import { httpRoutes } from '../../src/cloudformation/services/apiGateway.ts';
import type { Template } from '../../src/cloudformation/template.ts';
import { orderStacks } from '../../src/packaging/stackOrder.ts';

const region = 'eu-west-1';
const accountId = '000000000000';
const surroundings: Surroundings = {
  sqsUrl: 'http://127.0.0.1:1',
  cognitoUrl: 'http://127.0.0.1:2',
  apiUrl: 'http://127.0.0.1:3',
  bundleDirectory: () => '/nowhere',
  userPoolClientId: ({ userPoolId, name }) => `${userPoolId}/${name}`,
};

const plan = (Resources: Template['Resources'], rest: Omit<Template, 'Resources'> = {}) =>
  planStack({
    stack: 'shop',
    template: { ...rest, Resources },
    region,
    accountId,
    storedParameter: () => undefined,
    surroundings,
  });

describe('what a template asks for', () => {
  test('a table has its schema; what means nothing locally is left out', () => {
    const keys = { AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] };
    const schema = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] };

    const { tables } = plan({
      Orders: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          ...keys,
          ...schema,
          TableName: 'orders',
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
          SSESpecification: { SSEEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        },
      },
    });

    expect(tables).toEqual([
      {
        input: { ...keys, ...schema, TableName: 'orders', BillingMode: 'PAY_PER_REQUEST' },
        timeToLive: { AttributeName: 'expiresAt', Enabled: true },
      },
    ]);
  });

  test('a stream has the records that its table asks for, and a mapping with what is to be done about failures', () => {
    const streamArn = `arn:aws:dynamodb:${region}:${accountId}:table/orders/stream/2020-01-01T00:00:00.000`;

    const { tables, streamMappings } = plan({
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          ...{ BatchSize: 50, Enabled: true, ParallelizationFactor: 2, StartingPosition: 'TRIM_HORIZON' },
          EventSourceArn: { 'Fn::GetAtt': ['Orders', 'StreamArn'] },
          FunctionName: 'index',
          ...{ MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 3600 },
          ...{ BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures'] },
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
        },
      },
      Orders: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { TableName: 'orders', StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    });

    expect(tables[0]?.input.StreamSpecification).toEqual({
      StreamEnabled: true,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
    expect(streamMappings).toEqual([
      {
        ...{ streamArn, startingPosition: 'TRIM_HORIZON', batchSize: 50, maximumBatchingWindowInSeconds: 1 },
        functionArn: `arn:aws:lambda:${region}:${accountId}:function:index`,
        ...{ maximumRetryAttempts: 3, maximumRecordAgeInSeconds: 3600, bisectBatchOnFunctionError: true },
        ...{ reportBatchItemFailures: true, onFailureArn: `arn:aws:sqs:${region}:${accountId}:dead` },
      },
    ]);
  });

  test('resources refer to each other in any order', () => {
    const { queues } = plan({
      Orders: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: { 'Fn::Sub': `\${Dead.QueueName}-source` },
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', SqsManagedSseEnabled: true } },
    });

    expect(queues).toEqual([
      {
        name: 'dead-source',
        attributes: {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: `arn:aws:sqs:${region}:${accountId}:dead`,
            maxReceiveCount: 5,
          }),
        },
      },
      { name: 'dead', attributes: {} },
    ]);
  });

  test('routes get function, time limit and throttle from integration and stage', () => {
    const planned = plan({
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'shop' } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: {
          ApiId: { Ref: 'Api' },
          StageName: '$default',
          DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
          RouteSettings: { 'POST /orders': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 } },
        },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          PayloadFormatVersion: '2.0',
          IntegrationUri: 'arn:aws:lambda:eu-west-1:000000000000:function:createOrder',
          TimeoutInMillis: 29_000,
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: 'POST /orders',
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
        },
      },
    });

    const [api] = planned.apis;
    expect(api?.defaultThrottle).toEqual({ rateLimit: 100, burstLimit: 200 });
    expect(api && httpRoutes(planned, api)).toEqual([
      {
        routeKey: 'POST /orders',
        functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:createOrder',
        timeoutMs: 29_000,
        throttle: { rateLimit: 5, burstLimit: 10 },
      },
    ]);
  });

  test('a workflow’s definition has the ARNs of what it calls', () => {
    const { stateMachines } = plan({
      Flow: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'flow',
          StateMachineType: 'EXPRESS',
          RoleArn: 'arn:aws:iam:::role/x',
          DefinitionString: {
            'Fn::Sub': [`{"Resource":"\${task}"}`, { task: { 'Fn::GetAtt': ['Topic', 'TopicArn'] } }],
          },
        },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'events' } },
    });

    expect(stateMachines).toEqual([
      { name: 'flow', definition: `{"Resource":"arn:aws:sns:${region}:${accountId}:events"}` },
    ]);
  });

  test('an Express state machine may log to a log group', () => {
    const machine = (Level: string) =>
      plan({
        Flow: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'flow',
            StateMachineType: 'EXPRESS',
            DefinitionString: '{}',
            LoggingConfiguration: {
              Level,
              IncludeExecutionData: false,
              Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Lines', 'Arn'] } } }],
            },
          },
        },
        Lines: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/flow', RetentionInDays: 30 } },
      });

    expect(machine('ERROR').stateMachines).toEqual([{ name: 'flow', definition: '{}' }]);
    expect(() => machine('WARN')).toThrow('WARN is not a level of logging');
  });

  test.each([['STANDARD'], [undefined]])('a state machine of the type %s is rejected', (StateMachineType) => {
    const Properties = { StateMachineName: 'flow', DefinitionString: '{}', StateMachineType };

    expect(() => plan({ Flow: { Type: 'AWS::StepFunctions::StateMachine', Properties } })).toThrow(
      /Flow.*only state machines of the type EXPRESS run locally, not STANDARD/s,
    );
  });

  test('a resource whose condition does not hold is not there', () => {
    const { queues } = plan(
      { Audit: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
      { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    );

    expect(queues).toEqual([]);
  });

  test('the ids of a user pool and its client are the ones Cognito gives, in a parameter too', () => {
    const { parameters, userPools } = plan({
      ClientId: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/shop/clientId', Type: 'String', Value: { Ref: 'Client' } },
      },
      Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' }, ClientName: 'web' } },
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: { AliasAttributes: ['email'] } },
    });

    expect(parameters).toEqual([{ name: '/shop/clientId', value: `${userPools[0]?.id}/web` }]);
  });

  test('an ARN in a schedule or notification leads to its function', () => {
    const arn = `arn:aws:lambda:${region}:${accountId}:function:clean`;
    const { schedules, notifications } = plan({
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(2 minutes)', State: 'ENABLED', Targets: [{ Id: 'clean', Arn: arn }] },
      },
      Off: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 day)', State: 'DISABLED', Targets: [] },
      },
      Images: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'images',
          NotificationConfiguration: {
            LambdaConfigurations: [
              {
                Event: 's3:ObjectCreated:*',
                Function: arn,
                Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } },
              },
            ],
          },
        },
      },
    });

    expect(schedules).toEqual([
      { arn: `arn:aws:events:${region}:${accountId}:rule/shop-Rule`, expression: 'rate(2 minutes)', functionArn: arn },
    ]);
    expect(notifications).toEqual([
      { bucket: 'images', events: ['s3:ObjectCreated:*'], functionArn: arn, prefix: 'uploads/' },
    ]);
  });
});

describe('what the platform does not know stops the start', () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ['a type', 'AWS::Kinesis::Stream', {}, /^shop: Thing has the type AWS::Kinesis::Stream, which/],
    [
      'a property',
      'AWS::SQS::Queue',
      { QueueName: 'q', Colour: 'red' },
      /^shop: Thing \(AWS::SQS::Queue\) has the property Colour, which/,
    ],
    [
      'a property within a property',
      'AWS::S3::Bucket',
      { NotificationConfiguration: { QueueConfigurations: [] } },
      /has the property NotificationConfiguration\.QueueConfigurations, which/,
    ],
    [
      'a property within a list',
      'AWS::DynamoDB::Table',
      { GlobalSecondaryIndexes: [{ IndexName: 'i', Sharding: 3 }] },
      /has the property GlobalSecondaryIndexes\.Sharding, which/,
    ],
    [
      'a property in one branch of a condition',
      'AWS::S3::Bucket',
      { NotificationConfiguration: { 'Fn::If': ['X', { TopicConfigurations: [] }, { Ref: 'AWS::NoValue' }] } },
      /NotificationConfiguration\.TopicConfigurations/,
    ],
  ])('%s', (_name, type, Properties, message) => {
    expect(() => checkTemplate('shop', { Resources: { Thing: { Type: type, Properties } } })).toThrow(message);
  });

  test.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'an authorizer of API Gateway',
      'AWS::ApiGatewayV2::Route',
      { ApiId: 'a', RouteKey: 'GET /', Target: 'integrations/i', AuthorizationType: 'AWS_IAM' },
      /Thing: AuthorizationType AWS_IAM does not run locally/,
    ],
    [
      'an event source that is no queue and no stream of a table',
      'AWS::Lambda::EventSourceMapping',
      { EventSourceArn: 'arn:aws:kinesis:eu-west-1:000000000000:stream/s', FunctionName: 'f' },
      /Thing: only queues and streams of tables bring events locally/,
    ],
    [
      'a function without its bundle',
      'AWS::Lambda::Function',
      { FunctionName: 'f', Handler: 'src/handlers/f.handler', Code: { S3Key: 'serverless/f.zip' } },
      /Thing: f\.zip holds no src\/handlers\/f\.mjs/,
    ],
  ])('%s', (_name, type, Properties, message) => {
    expect(() => plan({ Thing: { Type: type, Properties } })).toThrow(message);
  });
});

describe('order of stacks', () => {
  const writes = (name: string) => ({
    Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Value: 'v' } } },
  });
  const reads = (name: string) => ({
    Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: name } },
  });

  test('a stack comes after the one whose parameter it reads', () => {
    const stacks = [
      { name: 'order', template: { ...reads('/product'), Resources: {} } },
      { name: 'product', template: { ...reads('/auth'), ...writes('/product') } },
      { name: 'auth', template: writes('/auth') },
    ];

    expect(orderStacks(stacks, { region, accountId }).map(({ name }) => name)).toEqual(['auth', 'product', 'order']);
  });

  test('a circle is rejected with its path', () => {
    const stacks = [
      { name: 'one', template: { ...reads('/two'), ...writes('/one') } },
      { name: 'two', template: { ...reads('/one'), ...writes('/two') } },
    ];

    expect(() => orderStacks(stacks, { region, accountId })).toThrow('one → two → one');
  });
});
