import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Probe } from './probe.ts';

export const sharesNamedValues: Probe = async (config) => {
  const dynamodb = new DynamoDBClient(config);
  const row = { TableName: 'probe', Key: { id: { S: 'probe' } } };
  const set = (UpdateExpression: string, value: AttributeValue) =>
    dynamodb.send(new UpdateItemCommand({ ...row, UpdateExpression, ExpressionAttributeValues: { ':value': value } }));
  await dynamodb.send(
    new CreateTableCommand({
      ...{ TableName: 'probe', BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  try {
    await set('SET probeOne = :value, probeTwo = :value', { M: {} }); // standIns.py does not change expressions with "probe"
    await set('SET probeOne.word = :value', { S: 'probe' });
    const { Item } = await dynamodb.send(new GetItemCommand(row));
    return Item?.probeTwo?.M?.word !== undefined;
  } finally {
    await dynamodb.send(new DeleteTableCommand({ TableName: 'probe' }));
    dynamodb.destroy();
  }
};
