import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { eventually } from '../../shopClient.ts';
import type { EmulatorConfig, Probe } from './probe.ts';

type Resources = Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: string }>;

/** Deploys a template, passes its outputs to `look`, and removes it. Returns `undefined` if the template is rejected. */
export const withStack = async <Result>(
  config: EmulatorConfig,
  template: { Parameters?: object; Resources: Resources; Outputs: Record<string, { Value: unknown }> },
  look: (outputs: Record<string, string>, stack: Stack) => Promise<Result>,
): Promise<Result | undefined> => {
  const cloudFormation = new CloudFormationClient(config);
  const StackName = 'probe';
  const status = async () => {
    const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return stack?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : stack;
  };
  try {
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
    const stack = await eventually('the end of the stack', status);
    if (stack.StackStatus !== 'CREATE_COMPLETE') return undefined;
    const outputs = stack.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const);
    return await look(Object.fromEntries(outputs ?? []), stack);
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  } finally {
    await cloudFormation.send(new DeleteStackCommand({ StackName })).catch(() => undefined);
    await eventually('the removal of the stack', () =>
      status().then(
        () => undefined,
        () => true,
      ),
    ).catch(() => undefined);
    cloudFormation.destroy();
  }
};

export const hasNoProviderUrl: Probe = async (config) => {
  const Pool = { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'probe' } };
  const Url = { Value: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] } };
  const url = await withStack(config, { Resources: { Pool }, Outputs: { Url } }, async (outputs) => outputs.Url);
  return !url?.startsWith('https://cognito-idp.');
};

export const refusesMetricMath: Probe = async (config) => {
  const metric = { Namespace: 'probe', MetricName: 'probe' };
  const Alarm = {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      Metrics: [
        { Id: 'a', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
        { Id: 'b', Expression: 'a * 2', ReturnData: true },
      ],
    },
  };
  return (await withStack(config, { Resources: { Alarm }, Outputs: {} }, async () => true)) === undefined;
};

export const knowsNoSavedQueries: Probe = async (config) => {
  const Query = { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'probe', QueryString: 'fields @message' } };
  return (await withStack(config, { Resources: { Query }, Outputs: {} }, async () => true)) === undefined;
};

export const readsOtherCorsKeys: Probe = async (config) => {
  const Api = {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: {
      Name: 'probe',
      ProtocolType: 'HTTP',
      CorsConfiguration: { AllowOrigins: ['*'], AllowMethods: ['GET'] },
    },
  };
  const Stage = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
  };
  const Id = { Value: { Ref: 'Api' } };
  const status = await withStack(config, { Resources: { Api, Stage }, Outputs: { Id } }, async (outputs) => {
    const url = `${config.endpoint}/_aws/execute-api/${outputs.Id}/$default/x`;
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'GET' };
    return (await fetch(url, { method: 'OPTIONS', headers })).status;
  });
  return status === undefined || status >= 300;
};

export const hidesResolvedValues: Probe = async (config) => {
  const ssm = new SSMClient(config);
  const Name = '/probe/stored';
  await ssm.send(new PutParameterCommand({ Name, Type: 'String', Value: 'resolved' }));
  try {
    const Parameters = { Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: Name } };
    const Topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'probe' } };
    const told = await withStack(config, { Parameters, Resources: { Topic }, Outputs: {} }, async (_, stack) =>
      stack.Parameters?.map(({ ResolvedValue }) => ResolvedValue),
    );
    return told?.[0] !== 'resolved';
  } finally {
    await ssm.send(new DeleteParameterCommand({ Name }));
    ssm.destroy();
  }
};
