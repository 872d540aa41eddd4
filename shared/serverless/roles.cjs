/** @import { AddedResources, VariableResolution } from './framework.ts' */

/** X-Ray has no resources to name for these actions. */
const TRACE = { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' };

/**
 * One IAM role per function. A service lists under `custom.permissions` what each function may do beyond writing its own
 * log and, where it begins any, traces; this turns the list into `AWS::IAM::Role` resources named `{FunctionName}Role`, which each function names as its `role`.
 * An entry may be a list of its own, as fragments have them.
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources>}
 */
module.exports = async ({ resolveVariable }) => {
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const permissions = await resolveVariable('self:custom.permissions');
  const functions = await resolveVariable('self:functions');
  /** @type {AddedResources['Resources']} */
  const resources = {};
  for (const [functionName, statements] of Object.entries(permissions)) {
    const logGroup = `log-group:/aws/lambda/${service}-${stage}-${functionName}`;
    resources[`${functionName.charAt(0).toUpperCase()}${functionName.slice(1)}Role`] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: functionName,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                  Resource: [
                    { 'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:${logGroup}:*` },
                  ],
                },
                ...(functions[functionName]?.tracing === 'PassThrough' ? [] : [TRACE]),
                ...(statements ?? []).flat(),
              ],
            },
          },
        ],
      },
    };
  }
  return { Resources: resources };
};
