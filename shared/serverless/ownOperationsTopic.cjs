/** @import { AddedResources, VariableResolution } from './framework.ts' */

/**
 * The stage's one topic for alarms. The other stacks find it in Parameter Store (operationsTopic.yml). The stage parameter `operationsEmails`
 * (addresses with commas between) subscribes people; each confirms by the mail that SNS sends.
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
          // Without a key of KMS: alarms may not use the one that AWS manages, and their texts hold no customer's data
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
