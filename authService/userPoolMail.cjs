/** @import { VariableResolution } from '../shared/serverless/framework.ts' */

/**
 * Chooses the sender of the emails with codes. With the stage parameter `mailIdentity`, the name of a verified SES identity (a domain or
 * an address), they come from `mailFrom` through SES; without it from Cognito's own sender, which sends 50 a day.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
 */
const mailSender = require('../shared/serverless/mailSender.cjs');

/** @param {VariableResolution} resolution */
module.exports = async ({ resolveVariable }) => {
  const identity = await resolveVariable("param:mailIdentity, ''");
  if (identity === '') return {};
  const arn = `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/${identity}`;
  const EmailConfiguration = {
    EmailSendingAccount: 'DEVELOPER',
    From: (await mailSender({ resolveVariable })).from,
    SourceArn: { 'Fn::Sub': arn },
  };
  return { Resources: { UserPool: { Properties: { EmailConfiguration } } } };
};
