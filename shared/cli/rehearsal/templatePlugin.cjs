/**
 * A plugin of the framework that only the rehearsal loads: says what MiniStack's CloudFormation does not know in words that it knows.
 * Each rewording is an entry of differences.ts.
 */
module.exports = class TemplateForMiniStack {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { provider } = serverless.service;
        const template = withProviderUrl(provider.compiledCloudFormationTemplate);
        template.Resources = withoutSavedQueries(template.Resources);
        for (const resource of Object.values(template.Resources)) {
          withoutMetricMath(resource);
          withPermissionsOnStar(resource);
          withPermissionsOfBatches(resource);
          withCorsKeys(resource);
        }
        provider.compiledCloudFormationTemplate = template;
      },
    };
  }
};

/** `AWS::Cognito::UserPool` has no attribute `ProviderURL` there. The value is the one that AWS gives. */
function withProviderUrl(value) {
  if (Array.isArray(value)) return value.map(withProviderUrl);
  if (typeof value !== 'object' || value === null) return value;
  const [resource, attribute] = value['Fn::GetAtt'] ?? [];
  if (attribute === 'ProviderURL')
    return { 'Fn::Sub': `https://cognito-idp.\${AWS::Region}.amazonaws.com/\${${resource}}` };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withProviderUrl(part)]));
}

/** `AWS::Logs::QueryDefinition` is no resource type there; nothing refers to one. */
const withoutSavedQueries = (resources) =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::Logs::QueryDefinition'));

/** An alarm on an expression is refused there: it is put on the first metric of the expression. */
function withoutMetricMath({ Type, Properties }) {
  if (Type !== 'AWS::CloudWatch::Alarm' || !Properties.Metrics) return;
  const { MetricStat } = Properties.Metrics.find((query) => query.MetricStat);
  const { Metric, Period, Stat } = MetricStat;
  delete Properties.Metrics;
  const statistic = /^p\d/.test(Stat) ? { ExtendedStatistic: Stat } : { Statistic: Stat };
  Object.assign(Properties, Metric, { Period }, statistic);
}

/** What IAM is asked there on `*` and without condition keys. */
const askedOnStar = ['ses:SendEmail'];

function withPermissionsOnStar({ Type, Properties }) {
  if (Type !== 'AWS::IAM::Role') return;
  for (const { PolicyDocument } of Properties.Policies ?? []) {
    for (const statement of PolicyDocument.Statement) {
      if (![statement.Action].flat().every((action) => askedOnStar.includes(action))) continue;
      statement.Resource = '*';
      delete statement.Condition;
    }
  }
}

/** What IAM is asked there for batches, beside what it is asked for one of their messages. */
const batches = { 'sqs:SendMessage': 'sqs:SendMessageBatch', 'sns:Publish': 'sns:PublishBatch' };

function withPermissionsOfBatches({ Type, Properties }) {
  if (Type !== 'AWS::IAM::Role') return;
  for (const { PolicyDocument } of Properties.Policies ?? []) {
    for (const statement of PolicyDocument.Statement) {
      const actions = [statement.Action].flat();
      const more = actions.flatMap((action) => batches[action] ?? []);
      if (more.length > 0) statement.Action = [...actions, ...more];
    }
  }
}

/** The CORS settings of an HTTP API are read there under the names that its API has for them, not its CloudFormation. */
function withCorsKeys({ Type, Properties }) {
  const cors = Type === 'AWS::ApiGatewayV2::Api' && Properties.CorsConfiguration;
  for (const [key, value] of Object.entries(cors || {})) cors[key[0].toLowerCase() + key.slice(1)] = value;
}
