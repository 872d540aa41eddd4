import { type CompiledStack, resourcesOf } from './compiledStacks.ts';

type Widget = {
  properties: { metrics: unknown[][] };
};

const NAMED_BY: Record<string, string> = {
  FunctionName: 'AWS::Lambda::Function',
  TableName: 'AWS::DynamoDB::Table',
  QueueName: 'AWS::SQS::Queue',
  StateMachineArn: 'AWS::StepFunctions::StateMachine',
  ApiId: 'AWS::ApiGatewayV2::Api',
};

/** Finds tables missing from a dashboard, and names on it or in a saved query that do not exist. */
export const dashboardDifferences = (stacks: readonly CompiledStack[]): string[] => {
  const names = (type: string) =>
    resourcesOf(stacks, type).map(({ ref, attributes }) => (type === 'AWS::SQS::Queue' ? attributes.QueueName : ref));
  const shown = resourcesOf(stacks, 'AWS::CloudWatch::Dashboard').flatMap(({ properties }) =>
    (JSON.parse(String(properties.DashboardBody)) as { widgets: Widget[] }).widgets
      .flatMap((widget) => widget.properties.metrics)
      .map(([, , dimension, value]) => ({ dimension: String(dimension), value: String(value) }))
      .filter(({ dimension }) => dimension in NAMED_BY),
  );
  const groups = names('AWS::Logs::LogGroup');
  const queried = resourcesOf(stacks, 'AWS::Logs::QueryDefinition').flatMap(
    ({ properties }) => properties.LogGroupNames as string[],
  );
  return [
    ...shown
      .filter(({ dimension, value }) => !names(NAMED_BY[dimension] ?? '').includes(value))
      .map(({ dimension, value }) => `the dashboard shows the ${dimension} ${value}, which does not exist`),
    ...names('AWS::DynamoDB::Table')
      .filter((name) => !shown.some(({ value }) => value === name))
      .map((name) => `the dashboard lacks the table ${name}`),
    ...queried.filter((name) => !groups.includes(name)).map((name) => `a query reads ${name}, which does not exist`),
  ];
};
