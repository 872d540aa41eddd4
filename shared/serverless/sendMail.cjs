/** @import { Statement, VariableResolution } from './framework.ts' */

/**
 * The IAM statement of a function that sends email from `mailFrom`, for `custom.permissions`.
 *
 * SES asks for the sender's identity, which is its address or its whole domain, and in the sandbox for the receiver's too. If the identity has a
 * default configuration set, SES asks for that as well. The condition holds the sender fast.
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
