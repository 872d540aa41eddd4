/** @import { AddedResources, VariableResolution } from './framework.ts' */

/**
 * What a scheduled clean-up has beside its function: the topic that it tells what it deleted, and a queue for runs that failed for good.
 * Reads `custom.cleanUpTopic`, the topic's name within the stage. The stage parameter `cleanUpEmails` (addresses with commas between)
 * subscribes people; each confirms by the mail that SNS sends.
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
