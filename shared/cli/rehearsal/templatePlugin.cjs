/** @import { Hooks, Serverless, Statement } from '../../serverless/framework.ts' */
/** @import { Template, TemplateResource } from '@ecommerce/platform/template' */

/**
 * A plugin of the framework that only the rehearsal loads: it adapts the templates to what MiniStack's CloudFormation supports. Each
 * adaptation is an entry of differences.ts.
 */
module.exports = class TemplateForMiniStack {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    /** @type {Hooks} */
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { provider } = serverless.service;
        const template = /** @type {Template} */ (withProviderUrl(provider.compiledCloudFormationTemplate));
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

/**
 * Replaces the attribute `ProviderURL` of `AWS::Cognito::UserPool`, which MiniStack lacks, by the value that it has on AWS.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
const withProviderUrl = (value) => {
  if (Array.isArray(value)) return value.map(withProviderUrl);
  if (typeof value !== 'object' || value === null) return value;
  const [resource, attribute] = 'Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt']) ? value['Fn::GetAtt'] : [];
  if (attribute === 'ProviderURL')
    return { 'Fn::Sub': `https://cognito-idp.\${AWS::Region}.amazonaws.com/\${${resource}}` };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withProviderUrl(part)]));
};

/**
 * Removes resources of the type `AWS::Logs::QueryDefinition`, which MiniStack lacks. Nothing refers to them.
 *
 * @param {Template['Resources']} resources
 */
const withoutSavedQueries = (resources) =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::Logs::QueryDefinition'));

/** @typedef {{ MetricStat?: { Metric: object, Period: number, Stat: string } }} MetricQuery */

/**
 * Puts an alarm on the first metric of its expression, since MiniStack rejects expressions.
 *
 * @param {TemplateResource} resource
 */
const withoutMetricMath = ({ Type, Properties }) => {
  if (Type !== 'AWS::CloudWatch::Alarm' || !Properties?.Metrics) return;
  const queries = /** @type {MetricQuery[]} */ (Properties.Metrics);
  const { MetricStat } = queries.find((query) => query.MetricStat) ?? {};
  if (MetricStat === undefined) throw new Error('An alarm has an expression without a metric.');
  const { Metric, Period, Stat } = MetricStat;
  delete Properties.Metrics;
  const statistic = /^p\d/.test(Stat) ? { ExtendedStatistic: Stat } : { Statistic: Stat };
  Object.assign(Properties, Metric, { Period }, statistic);
};

/** Actions that MiniStack checks for `*`, without condition keys. */
const askedOnStar = ['ses:SendEmail', 'ssm:GetParameters'];

/** @param {TemplateResource} resource */
const withPermissionsOnStar = (resource) => {
  for (const statement of statementsOf(resource)) {
    if (![statement.Action].flat().every((action) => askedOnStar.includes(action))) continue;
    statement.Resource = '*';
    delete statement.Condition;
  }
};

/**
 * The permissions that MiniStack requires for batches, besides those for a single message.
 *
 * @type {Record<string, string>}
 */
const batches = { 'sqs:SendMessage': 'sqs:SendMessageBatch', 'sns:Publish': 'sns:PublishBatch' };

/** @param {TemplateResource} resource */
const withPermissionsOfBatches = (resource) => {
  for (const statement of statementsOf(resource)) {
    const actions = [statement.Action].flat();
    const more = actions.flatMap((action) => batches[action] ?? []);
    if (more.length > 0) statement.Action = [...actions, ...more];
  }
};

/** @typedef {{ PolicyDocument: { Statement: Statement[] } }} RolePolicy */

/**
 * Returns the policy statements of a role; none for other resources.
 *
 * @param {TemplateResource} resource
 */
const statementsOf = ({ Type, Properties }) => {
  if (Type !== 'AWS::IAM::Role') return [];
  const policies = /** @type {RolePolicy[]} */ (Properties?.Policies ?? []);
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

/**
 * Renames the CORS settings of an HTTP API: MiniStack reads them with the names of the API, not those of CloudFormation.
 *
 * @param {TemplateResource} resource
 */
const withCorsKeys = ({ Type, Properties }) => {
  if (Type !== 'AWS::ApiGatewayV2::Api' || !Properties?.CorsConfiguration) return;
  const cors = /** @type {Record<string, unknown>} */ (Properties.CorsConfiguration);
  for (const [key, value] of Object.entries(cors)) cors[key.charAt(0).toLowerCase() + key.slice(1)] = value;
};
