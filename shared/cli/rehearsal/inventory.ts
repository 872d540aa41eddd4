import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient, ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { EmulatorConfig } from './probes/probe.ts';

type Names = (string | undefined)[] | undefined;

const logGroups = async (config: EmulatorConfig): Promise<Names> => {
  const names: Names = [];
  for await (const { logGroups: page = [] } of paginateDescribeLogGroups(
    { client: new CloudWatchLogsClient(config) },
    {},
  ))
    names.push(...page.map(({ logGroupName }) => logGroupName));
  return names;
};

/** Lists all resources in an account that our stacks could have created, one line each: kind and name. */
export const inventory = async (config: EmulatorConfig): Promise<string[]> => {
  const lambda = new LambdaClient(config);
  const sns = new SNSClient(config);
  const cloudWatch = new CloudWatchClient(config);
  const roles = new IAMClient(config).send(new ListRolesCommand({ MaxItems: 1000 }));
  const parameters = new SSMClient(config).send(new DescribeParametersCommand({ MaxResults: 50 }));
  const pools = new CognitoIdentityProviderClient(config).send(new ListUserPoolsCommand({ MaxResults: 60 }));
  const kinds: Record<string, Promise<Names>> = {
    stack: new CloudFormationClient(config)
      .send(new DescribeStacksCommand())
      .then(({ Stacks }) => Stacks?.map(({ StackName }) => StackName)),
    bucket: new S3Client(config).send(new ListBucketsCommand()).then(({ Buckets }) => Buckets?.map(({ Name }) => Name)),
    table: new DynamoDBClient(config).send(new ListTablesCommand()).then(({ TableNames }) => TableNames),
    queue: new SQSClient(config).send(new ListQueuesCommand()).then(({ QueueUrls }) => QueueUrls),
    topic: sns.send(new ListTopicsCommand()).then(({ Topics }) => Topics?.map(({ TopicArn }) => TopicArn)),
    subscription: sns
      .send(new ListSubscriptionsCommand())
      .then(({ Subscriptions }) => Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn)),
    function: lambda
      .send(new ListFunctionsCommand({ MaxItems: 1000 }))
      .then(({ Functions }) => Functions?.map(({ FunctionName }) => FunctionName)),
    'event source': lambda
      .send(new ListEventSourceMappingsCommand())
      .then(({ EventSourceMappings }) => EventSourceMappings?.map(({ UUID }) => UUID)),
    role: roles.then(({ Roles }) => Roles?.map(({ RoleName }) => RoleName)),
    'log group': logGroups(config),
    parameter: parameters.then(({ Parameters }) => Parameters?.map(({ Name }) => Name)),
    'user pool': pools.then(({ UserPools }) => UserPools?.map(({ Name }) => Name)),
    'state machine': new SFNClient(config)
      .send(new ListStateMachinesCommand())
      .then(({ stateMachines }) => stateMachines?.map(({ name }) => name)),
    rule: new EventBridgeClient(config)
      .send(new ListRulesCommand())
      .then(({ Rules }) => Rules?.map(({ Name }) => Name)),
    API: new ApiGatewayV2Client(config).send(new GetApisCommand()).then(({ Items }) => Items?.map(({ Name }) => Name)),
    alarm: cloudWatch
      .send(new DescribeAlarmsCommand({ MaxRecords: 100 }))
      .then(({ MetricAlarms }) => MetricAlarms?.map(({ AlarmName }) => AlarmName)),
    distribution: new CloudFrontClient(config)
      .send(new ListDistributionsCommand())
      .then(({ DistributionList }) => DistributionList?.Items?.map(({ Id }) => Id)),
    dashboard: cloudWatch
      .send(new ListDashboardsCommand())
      .then(({ DashboardEntries }) => DashboardEntries?.map(({ DashboardName }) => DashboardName)),
  };
  const lines = Object.entries(kinds).map(
    async ([kind, names]) => (await names)?.map((name) => `${kind} ${name}`) ?? [],
  );
  return (await Promise.all(lines)).flat().toSorted();
};
