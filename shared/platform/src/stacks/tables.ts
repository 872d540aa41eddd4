import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { TablePlan } from '../cloudformation/stackPlan.ts';
import { TemplateError } from '../cloudformation/template.ts';

/**
 * Creates the table if it does not exist. An existing table keeps its items: new indexes are added, a stream is enabled or disabled, any
 * other change of its schema is rejected.
 *
 * @throws {TemplateError} that names the table and says how to start from scratch
 */
export const ensureTable = async (client: DynamoDBClient, { input, timeToLive }: TablePlan): Promise<void> => {
  const existing = await describe(client, input.TableName);
  if (!existing) await client.send(new CreateTableCommand(input));
  else {
    await adapt(client, existing, input);
    await adaptStream(client, existing, input);
  }
  if (timeToLive) await ensureTimeToLive(client, input.TableName, timeToLive);
};

const describe = async (client: DynamoDBClient, name: string): Promise<TableDescription | undefined> => {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

const adapt = async (
  client: DynamoDBClient,
  existing: TableDescription,
  wanted: CreateTableCommandInput,
): Promise<void> => {
  const { TableName: name, AttributeDefinitions } = wanted;
  const before = schemaOf(existing);
  const after = schemaOf(wanted);
  const added = [...after.globalIndexes].filter(([index]) => !before.globalIndexes.has(index));
  const kept = [...before.globalIndexes].every(
    ([index, schema]) => after.globalIndexes.get(index)?.text === schema.text,
  );
  if (before.keys !== after.keys || before.localIndexes !== after.localIndexes || !kept) {
    throw new TemplateError(
      `The schema of the table ${name} differs from the one that its stored data was written with. ` +
        'Begin anew with: npm start -- --fresh',
    );
  }
  for (const [, { index }] of added) {
    const { IndexName, KeySchema, Projection } = index;
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: { IndexName, KeySchema, Projection } }],
      }),
    );
  }
};

/** Enables or disables the stream, or changes the content of its records. A disabled stream is deleted. */
const adaptStream = async (
  client: DynamoDBClient,
  { StreamSpecification: before }: TableDescription,
  { TableName, StreamSpecification: after = { StreamEnabled: false } }: CreateTableCommandInput,
): Promise<void> => {
  if ((before?.StreamEnabled ?? false) === after.StreamEnabled && before?.StreamViewType === after.StreamViewType)
    return;
  await client.send(new UpdateTableCommand({ TableName, StreamSpecification: after }));
};

type Schema = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'LocalSecondaryIndexes' | 'GlobalSecondaryIndexes'
>;

/** Returns a text for comparing schemas, regardless of the order of their parts. */
const schemaOf = (table: Schema | TableDescription) => {
  const types = new Map(
    table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const keys = (schema: Schema['KeySchema']) =>
    [...(schema ?? [])]
      .sort((left, right) => String(left.KeyType).localeCompare(String(right.KeyType)))
      .map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName} ${types.get(AttributeName)}`)
      .join();
  const indexText = ({ IndexName, KeySchema, Projection }: GlobalSecondaryIndexDescription) => {
    const others = [...(Projection?.NonKeyAttributes ?? [])].sort();
    return `${IndexName}: ${keys(KeySchema)} ${Projection?.ProjectionType ?? 'ALL'} ${others}`;
  };
  return {
    keys: keys(table.KeySchema),
    localIndexes: (table.LocalSecondaryIndexes ?? []).map(indexText).sort().join(),
    globalIndexes: new Map(
      (table.GlobalSecondaryIndexes ?? []).map((index) => [String(index.IndexName), { index, text: indexText(index) }]),
    ),
  };
};

const ensureTimeToLive = async (
  client: DynamoDBClient,
  TableName: string,
  wanted: NonNullable<TablePlan['timeToLive']>,
): Promise<void> => {
  const { TimeToLiveDescription: now } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  const enabled = now?.TimeToLiveStatus === 'ENABLED';
  if (enabled === wanted.Enabled && (!enabled || now?.AttributeName === wanted.AttributeName)) return;
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: wanted }));
};
