import { expect, test } from '@jest/globals';
import { lostResources } from '../../upgrade/dataResources.ts';

const index = (IndexName: string, key = 'status') => ({
  IndexName,
  KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
});
const table = (properties: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'orders',
    KeySchema: ['orderId'],
    GlobalSecondaryIndexes: [index('byStatus')],
    ...properties,
  },
});
const templates = (resources: object) =>
  ({ orderService: { OrdersTable: table(), ...resources } }) as Parameters<typeof lostResources>[0];
const found = (after: object) => lostResources(templates({}), templates(after));

test('an update that adds resources, one index and properties that change in place loses nothing', () => {
  const indexes = [index('byStatus'), index('byDay')];
  const after = {
    OrdersTable: table({ GlobalSecondaryIndexes: indexes, TimeToLiveSpecification: { Enabled: true } }),
    NotesTable: table({ TableName: 'notes' }),
  };

  expect(found(after)).toEqual([]);
});

test.each([
  ['another key', { KeySchema: ['customerId'] }, 'orderService OrdersTable: another KeySchema replaces it'],
  ['another name', { TableName: 'allOrders' }, 'orderService OrdersTable: another TableName replaces it'],
  [
    'an index with another key',
    { GlobalSecondaryIndexes: [index('byStatus', 'state')] },
    'orderService OrdersTable: its index byStatus has other keys or another projection',
  ],
  [
    'two new indexes',
    { GlobalSecondaryIndexes: [index('byStatus'), index('byDay'), index('byMonth')] },
    'orderService OrdersTable: 2 indexes are added or removed; CloudFormation does one per update',
  ],
])('an update of a table to %s is found', (_, properties, problem) => {
  expect(found({ OrdersTable: table(properties) })).toEqual([problem]);
});

test('a table, queue or user pool that is gone is found; a function that is gone is not', () => {
  const before = {
    orderService: {
      OrdersTable: table(),
      OrderQueue: { Type: 'AWS::SQS::Queue' },
      Pool: { Type: 'AWS::Cognito::UserPool' },
      CreateOrder: { Type: 'AWS::Lambda::Function' },
    },
  };

  expect(lostResources(before, { orderService: {} })).toEqual([
    'orderService OrdersTable (AWS::DynamoDB::Table) is gone',
    'orderService OrderQueue (AWS::SQS::Queue) is gone',
    'orderService Pool (AWS::Cognito::UserPool) is gone',
  ]);
});
