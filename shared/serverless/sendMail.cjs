/** @import { Statement, VariableResolution } from './framework.ts' */

/**
 * Returns the IAM statement that lets a function send email from `mailFrom`, for `custom.permissions`.
 *
 * SES checks the permission for the sender's identity, which is its address or its domain, in the sandbox also for the recipient's, and
 * for the identity's default configuration set, if it has one. The condition restricts the sender.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<Statement>}
 */
module.exports = async ({ resolveVariable }) => ({
  Effect: 'Allow',
  Action: 'ses:SendEmail',
  Resource: ['identity', 'configuration-set'].map((kind) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:${kind}/*`,
  })),
  Condition: { StringEquals: { 'ses:FromAddress': await resolveVariable('param:mailFrom') } },
});
