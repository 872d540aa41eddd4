import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { pageParameters, queryPage } from '../src/dynamodb.ts';

const client = mockClient(DynamoDBDocumentClient);
beforeEach(() => {
  client.reset();
});

const page = (limit: number, cursor?: string) =>
  queryPage({ table: 'Products', index: 'byStatus', partition: ['status', 'approved'] }, { limit, cursor });
const sent = () => client.commandCalls(QueryCommand).map(({ args }) => args[0].input);

describe('a page', () => {
  test('is one query with the page’s size', async () => {
    client.on(QueryCommand).resolves({ Items: [{ id: 'a' }] });

    expect(await page(20)).toEqual({ items: [{ id: 'a' }] });
    expect(sent()).toEqual([
      {
        TableName: 'Products',
        IndexName: 'byStatus',
        KeyConditionExpression: '#partition = :value',
        ExpressionAttributeNames: { '#partition': 'status' },
        ExpressionAttributeValues: { ':value': 'approved' },
        ScanIndexForward: false,
        Limit: 20,
      },
    ]);
  });

  test('has a cursor of the next one, which starts where it ended', async () => {
    const last = { status: 'approved', createdAt: '2026-01-01T00:00:00.000Z', id: 'é/🦊' };
    client.on(QueryCommand).resolvesOnce({ Items: [], LastEvaluatedKey: last }).resolves({ Items: [] });

    const { nextCursor } = await page(20);
    await page(20, nextCursor);

    expect(nextCursor).toMatch(/^[\w-]+$/);
    expect(sent()[1]?.ExclusiveStartKey).toEqual(last);
  });

  test('never leaves the partition, whatever its cursor', async () => {
    client.on(QueryCommand).resolves({ Items: [] });
    const forged = Buffer.from(JSON.stringify(['2026', 'x'])).toString('base64url');

    await page(20, forged);

    expect(sent()[0]?.ExclusiveStartKey).toMatchObject({ status: 'approved' });
  });

  test.each([
    ['no JSON', 'x'],
    ['no list', Buffer.from('{"status":"pending"}').toString('base64url')],
    ['too short', Buffer.from('["a"]').toString('base64url')],
    ['too long', Buffer.from('["a","b","c"]').toString('base64url')],
    ['a number', Buffer.from('["a",5]').toString('base64url')],
    ['an empty text', Buffer.from('["a",""]').toString('base64url')],
  ])('rejects a cursor that is %s', async (_, cursor) => {
    await expect(page(20, cursor)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: 'cursor' }] },
    });
    expect(sent()).toEqual([]);
  });
});

describe('the parameters of a list', () => {
  const parameters = z.strictObject(pageParameters());

  test.each([
    [{}, { limit: 20 }],
    [{ limit: '1' }, { limit: 1 }],
    [{ limit: '100' }, { limit: 100 }],
  ])('%j mean %j', (given, meant) => {
    expect(parameters.parse(given)).toEqual(meant);
  });

  test.each(['0', '-1', '101', '1.5', 'all', '', '1e9', '0x10', '1e2', '+5', ' 5', '5.0', '٥', '05', '1,2'])(
    'do not take %j for a limit',
    (limit) => {
      expect(parameters.safeParse({ limit }).success).toBe(false);
    },
  );

  test.each(['', 'x'.repeat(2000), 'a b', 'é', 'a+b', 'a/b=', '\u0000'])('do not take %j for a cursor', (cursor) => {
    expect(parameters.safeParse({ cursor }).success).toBe(false);
  });
});
