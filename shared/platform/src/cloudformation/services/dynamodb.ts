import type { CreateTableCommandInput, StreamSpecification, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { streamArnOf } from '../../aws/dynamodb/streams/streamDefinition.ts';
import { arn, physicalName, type ResourceType } from '../resourceType.ts';

const billing = 'capacity is not metered locally';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
const table: ResourceType = {
  properties: {
    TableName: true,
    AttributeDefinitions: true,
    KeySchema: true,
    LocalSecondaryIndexes: true,
    GlobalSecondaryIndexes: {
      IndexName: true,
      KeySchema: true,
      Projection: true,
      ProvisionedThroughput: billing,
      OnDemandThroughput: billing,
      WarmThroughput: billing,
      ContributorInsightsSpecification: 'monitoring',
    },
    StreamSpecification: { StreamViewType: true, ResourcePolicy: 'IAM is not evaluated locally' },
    TimeToLiveSpecification: true,
    BillingMode: billing,
    ProvisionedThroughput: billing,
    OnDemandThroughput: billing,
    WarmThroughput: billing,
    TableClass: billing,
    ContributorInsightsSpecification: 'monitoring',
    DeletionProtectionEnabled: 'nothing deletes a table locally but `--fresh`',
    PointInTimeRecoverySpecification: 'no backups of a laptop',
    ResourcePolicy: 'IAM is not evaluated locally',
    SSESpecification: 'encryption at rest is the disk’s business',
    Tags: 'for billing and search on AWS',
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'TableName');
    const Arn = arn(context, 'dynamodb', `table/${name}`);
    return {
      ref: name,
      attributes: { Arn, ...(properties.StreamSpecification ? { StreamArn: streamArnOf(Arn) } : {}) },
    };
  },
  plan: (plan, properties, { ref }) => {
    const { TimeToLiveSpecification, GlobalSecondaryIndexes, StreamSpecification } = properties;
    const indexes = (Array.isArray(GlobalSecondaryIndexes) ? GlobalSecondaryIndexes : []).map(
      ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
    );
    const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes } = properties as unknown as CreateTableCommandInput;
    plan.tables.push({
      input: {
        TableName: ref,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions,
        KeySchema,
        ...(LocalSecondaryIndexes ? { LocalSecondaryIndexes } : {}),
        ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
        ...(StreamSpecification ? { StreamSpecification: toStream(StreamSpecification) } : {}),
      },
      ...(TimeToLiveSpecification ? { timeToLive: TimeToLiveSpecification as TimeToLiveSpecification } : {}),
    });
  },
};

/** Converts a stream's specification: the API also requires `StreamEnabled`, which CloudFormation leaves out. */
const toStream = (specification: unknown): StreamSpecification => ({
  StreamEnabled: true,
  StreamViewType: (specification as Pick<StreamSpecification, 'StreamViewType'>).StreamViewType,
});

export const dynamodb: Record<string, ResourceType> = { 'AWS::DynamoDB::Table': table };
