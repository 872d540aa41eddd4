/** @import { Hooks, Serverless, Statement } from '../../serverless/framework.ts' */
/** @import { Template, TemplateResource } from '@ecommerce/platform/template' */

/**
 * A plugin of the framework that only the rehearsal loads: says what MiniStack's CloudFormation does not know in words that it knows.
 * Each rewording is an entry of differences.ts.
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
 * `AWS::Cognito::UserPool` has no attribute `ProviderURL` there. The value is the one that AWS gives.
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
 * `AWS::Logs::QueryDefinition` is no resource type there; nothing refers to one.
 *
 * @param {Template['Resources']} resources
 */
const withoutSavedQueries = (resources) =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::Logs::QueryDefinition'));

/** @typedef {{ MetricStat?: { Metric: object, Period: number, Stat: string } }} MetricQuery */

/**
 * An alarm on an expression is refused there: it is put on the first metric of the expression.
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

/** What IAM is asked there on `*` and without condition keys. */
const askedOnStar = ['ses:SendEmail'];

/** @param {TemplateResource} resource */
const withPermissionsOnStar = (resource) => {
  for (const statement of statementsOf(resource)) {
    if (![statement.Action].flat().every((action) => askedOnStar.includes(action))) continue;
    statement.Resource = '*';
    delete statement.Condition;
  }
};

/**
 * What IAM is asked there for batches, beside what it is asked for one of their messages.
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
 * The statements of the policies in a role; none of another resource.
 *
 * @param {TemplateResource} resource
 */
const statementsOf = ({ Type, Properties }) => {
  if (Type !== 'AWS::IAM::Role') return [];
  const policies = /** @type {RolePolicy[]} */ (Properties?.Policies ?? []);
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

/**
 * The CORS settings of an HTTP API are read there under the names that its API has for them, not its CloudFormation.
 *
 * @param {TemplateResource} resource
 */
const withCorsKeys = ({ Type, Properties }) => {
  if (Type !== 'AWS::ApiGatewayV2::Api' || !Properties?.CorsConfiguration) return;
  const cors = /** @type {Record<string, unknown>} */ (Properties.CorsConfiguration);
  for (const [key, value] of Object.entries(cors)) cors[key.charAt(0).toLowerCase() + key.slice(1)] = value;
};
