import type { CorsConfiguration, PolicyDocument } from '../../aws/storage.ts';
import { type ResourceType, textProperty } from '../resourceType.ts';

const monitoring = 'monitoring';

type NotificationProperties = {
  LambdaConfigurations?: {
    Event: string;
    Function: string;
    Filter?: { S3Key?: { Rules?: { Name: string; Value: string }[] } };
  }[];
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
const bucket: ResourceType = {
  properties: {
    BucketName: true,
    CorsConfiguration: true,
    NotificationConfiguration: { LambdaConfigurations: { Event: true, Filter: true, Function: true } },
    AccelerateConfiguration: 'no edge locations on one machine',
    AnalyticsConfigurations: monitoring,
    BucketEncryption: 'encryption at rest is the disk’s business',
    IntelligentTieringConfigurations: 'one kind of disk',
    InventoryConfigurations: monitoring,
    LifecycleConfiguration: 'local objects stay until they are deleted',
    LoggingConfiguration: monitoring,
    MetricsConfigurations: monitoring,
    OwnershipControls: 'one account owns everything',
    PublicAccessBlockConfiguration: 'there are no ACLs; the bucket policy alone says what is public',
    Tags: 'for billing and search on AWS',
    VersioningConfiguration: 'the local S3 keeps the newest version',
  },
  identity: (context, properties) => {
    const name = (
      textProperty(context, properties, 'BucketName') ?? `${context.stack}-${context.logicalId}`
    ).toLowerCase();
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
      },
    };
  },
  plan: (plan, properties, { ref }) => {
    const cors = properties.CorsConfiguration;
    plan.buckets.push({ name: ref, ...(cors ? { cors: cors as CorsConfiguration } : {}) });
    const { LambdaConfigurations = [] } = (properties.NotificationConfiguration ?? {}) as NotificationProperties;
    for (const { Event, Function: functionArn, Filter } of LambdaConfigurations) {
      const rules = Filter?.S3Key?.Rules ?? [];
      const rule = (name: string) => rules.find((candidate) => candidate.Name.toLowerCase() === name)?.Value;
      const [prefix, suffix] = [rule('prefix'), rule('suffix')];
      plan.notifications.push({
        bucket: ref,
        events: [Event],
        functionArn,
        ...(prefix === undefined ? {} : { prefix }),
        ...(suffix === undefined ? {} : { suffix }),
      });
    }
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
const bucketPolicy: ResourceType = {
  properties: { Bucket: true, PolicyDocument: true },
  identity: (context, properties) => ({ ref: String(textProperty(context, properties, 'Bucket')), attributes: {} }),
  plan: (plan, properties) => {
    plan.bucketPolicies.push({
      bucket: String(properties.Bucket),
      document: properties.PolicyDocument as PolicyDocument,
    });
  },
};

export const s3: Record<string, ResourceType> = { 'AWS::S3::Bucket': bucket, 'AWS::S3::BucketPolicy': bucketPolicy };
