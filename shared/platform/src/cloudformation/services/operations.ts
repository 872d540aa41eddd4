import { arn, type ResourceType, textProperty, withoutLocalEffect } from '../resourceType.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
const parameter: ResourceType = {
  properties: {
    Name: true,
    Value: true,
    Type: 'a parameter is text',
    AllowedPattern: 'checked on AWS',
    DataType: 'checked on AWS',
    Description: 'for people',
    Policies: 'no expiry locally',
    Tags: 'for billing and search on AWS',
    Tier: 'a price list',
  },
  identity: (context, properties) => {
    const name = textProperty(context, properties, 'Name') ?? `${context.stack}-${context.logicalId}`;
    return { ref: name, attributes: { Value: '', Arn: arn(context, 'ssm', `parameter${name}`) } };
  },
  plan: (plan, properties, { ref }) => {
    plan.parameters.push({ name: ref, value: String(properties.Value) });
  },
};

const iam = 'IAM is not evaluated locally';
const monitoring = 'nothing is watched or charged on one machine';
const sender = 'the local mailbox takes mail from every sender';
const encryption = 'encryption at rest is the disk’s business';

/** Parameters, and resources for permissions, monitoring and encryption on AWS. */
export const operations: Record<string, ResourceType> = {
  'AWS::SSM::Parameter': parameter,
  'AWS::IAM::ManagedPolicy': withoutLocalEffect(iam, 'iam', 'ManagedPolicyName'),
  'AWS::IAM::Policy': withoutLocalEffect(iam, 'iam', 'PolicyName'),
  'AWS::IAM::Role': withoutLocalEffect(iam, 'iam', 'RoleName'),
  'AWS::CloudWatch::Alarm': withoutLocalEffect(monitoring, 'cloudwatch', 'AlarmName'),
  'AWS::CloudWatch::CompositeAlarm': withoutLocalEffect(monitoring, 'cloudwatch', 'AlarmName'),
  'AWS::CloudWatch::Dashboard': withoutLocalEffect(monitoring, 'cloudwatch', 'DashboardName'),
  'AWS::Logs::LogGroup': withoutLocalEffect(monitoring, 'logs', 'LogGroupName'),
  'AWS::Logs::QueryDefinition': withoutLocalEffect(monitoring, 'logs'),
  'AWS::Logs::MetricFilter': withoutLocalEffect(monitoring, 'logs', 'FilterName'),
  'AWS::SES::ConfigurationSet': withoutLocalEffect(sender, 'ses', 'Name'),
  'AWS::SES::EmailIdentity': withoutLocalEffect(sender, 'ses', 'EmailIdentity'),
  'AWS::KMS::Alias': withoutLocalEffect(encryption, 'kms', 'AliasName'),
  'AWS::KMS::Key': withoutLocalEffect(encryption, 'kms', 'Description'),
};
