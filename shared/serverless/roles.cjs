/** @import { AddedResources, VariableResolution } from './framework.ts' */

/** These actions of X-Ray do not support resources. */
const TRACE = { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' };

/**
 * Creates one IAM role per function, `{FunctionName}Role`, which the function refers to as its `role`. A service lists under
 * `custom.permissions` what each function may do besides writing its own log and, if it starts any, traces. An entry may itself be a
 * list, as in included fragments.
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
