/** @import { AddedResources, VariableResolution } from './framework.ts' */

/**
 * Creates the resources of a scheduled clean-up: the topic to which it publishes deleted rows, and a queue for runs that failed after all retries.
 * Reads `custom.cleanUpTopic`, the topic's name within the stage. The stage parameter `cleanUpEmails` (comma-separated addresses)
 * subscribes people; each confirms the subscription in the email that SNS sends.
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources>}
 */
module.exports = async ({ resolveVariable }) => {
  const prefix = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  const emails = (await resolveVariable("param:cleanUpEmails, ''")).split(',').map((email) => email.trim());
  const subscriptions = emails.filter((email) => email !== '').map((Endpoint) => ({ Protocol: 'email', Endpoint }));
  return {
    Resources: {
      CleanUpTopic: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          TopicName: `${prefix}-${await resolveVariable('self:custom.cleanUpTopic')}`,
          KmsMasterKeyId: 'alias/aws/sns',
          ...(subscriptions.length > 0 ? { Subscription: subscriptions } : {}),
        },
      },
      CleanUpDeadLetterQueue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: `${prefix}-CleanUpDeadLetterQueue`,
          MessageRetentionPeriod: 1209600,
          SqsManagedSseEnabled: true,
        },
      },
    },
  };
};
