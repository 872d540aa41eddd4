import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import {
  CognitoIdentityProviderClient,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { deployAlone } from './stageCommands.ts';

/** A stage that keeps its data, like `prod`. */
const STAGE = 'kept';
const STACK = `authService-${STAGE}`;
const TABLES = ['DeletedAccounts', 'Users'].map((table) => `authService-${STAGE}-${table}`);
/** All data of the stage, protected. */
const ALL_PROTECTED = {
  ...Object.fromEntries(TABLES.map((table) => [table, true])),
  [`pool ${STACK}`]: true,
  bucket: true,
};
/** The name of a parameter that the stack creates last, after table and pool: while it exists, the deployment fails. */
const TAKEN = `/ecommerce/${STAGE}/authService/userPoolIssuer`;

const deployKept = () => deployAlone('authService', '--stage', STAGE, '--param', 'keepData=yes');

/** Lists the data that the stage keeps, and whether it is protected against deletion. */
const keptData = async (): Promise<Record<string, boolean>> => {
  const dynamodb = new DynamoDBClient({});
  const cognito = new CognitoIdentityProviderClient({});
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const kept: Record<string, boolean> = {};
  for (const TableName of TableNames.filter((name) => TABLES.includes(name)).sort()) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    kept[TableName] = Table?.DeletionProtectionEnabled === true;
  }
  for (const { Id: UserPoolId, Name } of await poolsOfStage(cognito)) {
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
    kept[`pool ${Name}`] = UserPool?.DeletionProtection === 'ACTIVE';
  }
  if ((await bucketsOfStage(new S3Client({ forcePathStyle: true }))).length > 0) kept.bucket = true; // none is deleted before it is empty
  return kept;
};

const bucketsOfStage = async (s3: S3Client) => {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  return Buckets.filter(({ Name }) => Name?.startsWith(`auth-service-${STAGE}-`));
};

const poolsOfStage = async (cognito: CognitoIdentityProviderClient) => {
  const { UserPools = [] } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  return UserPools.filter(({ Name }) => Name === STACK);
};

const expectKept = async (expected: Record<string, boolean>): Promise<void> => {
  const kept = await keptData();
  const wrong = JSON.stringify(kept) !== JSON.stringify(expected);
  if (wrong) throw new Error(`Expected ${JSON.stringify(expected)}, found ${JSON.stringify(kept)}`);
};

/**
 * Lets the first deployment of a stage that keeps its data fail, deploys it again, and removes its stack.
 *
 * @throws Error if the failed deployment leaves data behind, or if the kept data is unprotected or missing afterwards
 */
export const rehearseKeptStage = async (): Promise<void> => {
  const ssm = new SSMClient({});
  await ssm.send(new PutParameterCommand({ Name: TAKEN, Type: 'String', Value: 'taken' }));
  const failed = await deployKept();
  if (failed.code === 0) throw new Error(`It was deployed although ${TAKEN} exists.`);
  await expectKept({});

  await ssm.send(new DeleteParameterCommand({ Name: TAKEN }));
  const { code, text } = await deployKept();
  if (code !== 0) throw new Error(text);
  await expectKept(ALL_PROTECTED);

  await removeKept();
};

/** Removes the stack, which keeps its data, and then the data, as a person would. */
const removeKept = async (): Promise<void> => {
  const client = new CloudFormationClient({});
  await client.send(new DeleteStackCommand({ StackName: STACK }));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName: STACK });
  await expectKept(ALL_PROTECTED);
  const dynamodb = new DynamoDBClient({});
  for (const TableName of TABLES) {
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await dynamodb.send(new DeleteTableCommand({ TableName }));
  }
  const cognito = new CognitoIdentityProviderClient({});
  for (const { Id: UserPoolId } of await poolsOfStage(cognito)) {
    await cognito.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: 'INACTIVE' }));
    await cognito.send(new DeleteUserPoolCommand({ UserPoolId }));
  }
  const s3 = new S3Client({ forcePathStyle: true });
  for (const { Name: Bucket } of await bucketsOfStage(s3)) await s3.send(new DeleteBucketCommand({ Bucket }));
};
