/** @import { Hooks, Serverless } from './framework.ts' */
/** @import { Template } from '@ecommerce/platform/template' */

/**
 * A plugin of the framework: tables and user pools are protected against deletion only after the deployment that creates them has
 * succeeded. A rollback cannot delete a protected resource, whose name would then be taken at the next attempt.
 *
 * Each protected resource gets a parameter of the stack, which protects it by default. A deployment that creates the resource sets the
 * parameter to "not protected". Afterwards readParameters.cjs resets it to its default, even if an earlier deployment did not get that
 * far.
 */
const { CloudFormationClient, paginateListStackResources } = require('@aws-sdk/client-cloudformation');

/**
 * The property by which a resource type is protected, and its values.
 *
 * @type {Record<string, { property: string, on: unknown, off: unknown }>}
 */
const PROTECTIONS = {
  'AWS::DynamoDB::Table': { property: 'DeletionProtectionEnabled', on: true, off: false },
  'AWS::Cognito::UserPool': { property: 'DeletionProtection', on: 'ACTIVE', off: 'INACTIVE' },
};

module.exports = class DeletionProtection {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    /** @type {Hooks} */
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () =>
        addParameters(serverless.service.provider.compiledCloudFormationTemplate),
      'before:aws:deploy:deploy:updateStack': () => leaveNewResourcesUnprotected(serverless),
    };
  }
};

/** @param {string} logicalId */
const parameterOf = (logicalId) => `Protect${logicalId}`;

/** @param {Template} template */
const addParameters = (template) => {
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const protection = PROTECTIONS[resource.Type];
    if (protection === undefined || resource.Properties?.[protection.property] !== protection.on) continue;
    const { property, on, off } = protection;
    const parameter = parameterOf(logicalId);
    const condition = `Is${logicalId}Protected`;
    template.Parameters = {
      ...template.Parameters,
      [parameter]: { Type: 'String', AllowedValues: ['yes', 'no'], Default: 'yes' },
    };
    template.Conditions = { ...template.Conditions, [condition]: { 'Fn::Equals': [{ Ref: parameter }, 'yes'] } };
    const Properties = { ...resource.Properties, [property]: { 'Fn::If': [condition, on, off] } };
    template.Resources[logicalId] = { ...resource, Properties };
  }
};

/** @param {Serverless} serverless */
const leaveNewResourcesUnprotected = async (serverless) => {
  const { provider } = serverless.service;
  const { Parameters = {}, Resources } = provider.compiledCloudFormationTemplate;
  const protectedResources = Object.keys(Resources).filter((logicalId) => parameterOf(logicalId) in Parameters);
  if (provider.shouldNotDeploy || protectedResources.length === 0) return;
  const existing = await existingResources(serverless.getProvider('aws'));
  const created = protectedResources.filter((logicalId) => !existing.has(logicalId));
  const unprotected = created.map((logicalId) => ({ ParameterKey: parameterOf(logicalId), ParameterValue: 'no' }));
  provider.stackParameters = [...(provider.stackParameters ?? []), ...unprotected];
};

/**
 * Returns the logical ids of the stack's existing resources.
 *
 * @param {ReturnType<Serverless['getProvider']>} aws
 */
const existingResources = async (aws) => {
  const client = new CloudFormationClient(await aws.getAwsSdkV3Config());
  const existing = new Set();
  for await (const page of paginateListStackResources({ client }, { StackName: aws.naming.getStackName() }))
    for (const { LogicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? [])
      if (!/^(DELETE_COMPLETE|CREATE_FAILED)$/.test(ResourceStatus ?? '')) existing.add(LogicalResourceId);
  client.destroy();
  return existing;
};
