/** @import { AddedResources, VariableResolution } from './framework.ts' */

/**
 * Creates the stage's topic for alarms. The other stacks find it in Parameter Store (operationsTopic.yml). The stage parameter
 * `operationsEmails` (comma-separated addresses) subscribes people; each confirms the subscription in the email that SNS sends.
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources>}
 */
module.exports = async ({ resolveVariable }) => {
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const emails = (await resolveVariable("param:operationsEmails, ''")).split(',').map((email) => email.trim());
  const subscriptions = emails.filter((email) => email !== '').map((Endpoint) => ({ Protocol: 'email', Endpoint }));
  return {
    Resources: {
      OperationsTopic: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          // Without a KMS key: alarms cannot use the AWS managed one, and their texts contain no customer data
          TopicName: `${service}-${stage}-Operations`,
          ...(subscriptions.length > 0 ? { Subscription: subscriptions } : {}),
        },
      },
      OperationsTopicParameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Name: `/ecommerce/${stage}/${service}/operationsTopicArn`,
          Type: 'String',
          Value: { Ref: 'OperationsTopic' },
        },
      },
    },
  };
};
