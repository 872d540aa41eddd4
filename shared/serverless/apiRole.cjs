/** @import { Hooks, Serverless } from './framework.ts' */
/** @import { Template } from '@ecommerce/platform/template' */

/**
 * A plugin of the framework: the stack's API invokes functions with a role of its own, which may invoke exactly those behind its routes.
 * The framework creates a permission for each of these functions instead: the same rule, in as many resources, of which a stack may have
 * 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
 */
module.exports = class ApiRole {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    /** @type {Hooks} */
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () =>
        useRole(serverless.service.provider.compiledCloudFormationTemplate),
    };
  }
};

/** The framework's name of a permission for the API. */
const PERMISSION = /LambdaPermissionHttpApi$/;

const ROLE = 'HttpApiRole';

/** @param {Template} template */
const useRole = (template) => {
  const integrations = Object.values(template.Resources).filter(
    ({ Type }) => Type === 'AWS::ApiGatewayV2::Integration',
  );
  if (integrations.length === 0) return;
  for (const integration of integrations)
    integration.Properties = { ...integration.Properties, CredentialsArn: { 'Fn::GetAtt': [ROLE, 'Arn'] } };
  for (const logicalId of Object.keys(template.Resources))
    if (PERMISSION.test(logicalId)) delete template.Resources[logicalId];
  template.Resources[ROLE] = roleFor(integrations.map(({ Properties }) => Properties?.IntegrationUri));
};

/** @param {unknown[]} functions their ARNs */
const roleFor = (functions) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: policy({ Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    Policies: [
      {
        PolicyName: 'invokeFunctions',
        PolicyDocument: policy({ Action: 'lambda:InvokeFunction', Resource: functions }),
      },
    ],
  },
});

/** @param {object} statement */
const policy = (statement) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
