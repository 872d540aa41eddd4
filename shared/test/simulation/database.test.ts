import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { Database } from '../../simulation/database.ts';
import { World } from '../../simulation/world.ts';

const TABLE = 'service.Rows';
const INDEX = { name: 'byKind', partition: 'kind', sort: 'at', projected: [] };

const setting = (p = 0) => {
  const world = new World({ seed: 1, p });
  const database = new Database(world, [{ name: TABLE, partition: 'id', sort: undefined, indexes: [INDEX] }]);
  const perform = (operation: string, input: Record<string, unknown>) =>
    database.perform(operation, { TableName: TABLE, ...input }) as Record<string, unknown>;
  const refusalOf = (act: () => unknown): Error & Record<string, unknown> => {
    try {
      act();
    } catch (error) {
      return error as Error & Record<string, unknown>;
    }
    throw new Error('Nothing was refused');
  };
  return { world, database, perform, refusalOf };
};

describe('the simulated DynamoDB', () => {
  test('rejects a write whose condition fails with the class and row of the SDK', () => {
    const { perform, refusalOf } = setting();
    perform('Put', { Item: { id: 'a', count: 1 } });

    const refusal = refusalOf(() =>
      perform('Put', {
        ...{ Item: { id: 'a', count: 2 }, ConditionExpression: 'attribute_not_exists(id)' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    expect(refusal).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refusal.Item).toEqual({ id: { S: 'a' }, count: { N: '1' } });
  });

  test('updates numbers, maps and sets by the expression, and removes empty sets', () => {
    const { perform } = setting();
    perform('Put', { Item: { id: 'a', map: { x: 1 }, tags: new Set(['p', 'q']) } });

    const { Attributes } = perform('Update', {
      Key: { id: 'a' },
      UpdateExpression:
        'SET #m.#y = if_not_exists(#m.#y, :none) + :one, list = :list REMOVE #m.x ADD total :one DELETE tags :tags',
      ExpressionAttributeNames: { '#m': 'map', '#y': 'y' },
      ExpressionAttributeValues: { ':none': 0, ':one': 1, ':list': [1], ':tags': new Set(['p', 'q']) },
      ReturnValues: 'ALL_NEW',
    });

    expect(Attributes).toEqual({ id: 'a', map: { y: 1 }, list: [1], total: 1 });
  });

  test.each([
    ['size(name) = :three AND begins_with(name, :a)', true],
    ['count BETWEEN :one AND :three', true],
    ['count IN (:one, :three) OR contains(tags, :a)', true],
    ['NOT (count > :one)', false],
    ['missing > :one', false],
    ['attribute_exists(missing) OR count <> :one', true],
  ])('evaluates %s', (ConditionExpression, holds) => {
    const { perform, refusalOf } = setting();
    perform('Put', { Item: { id: 'a', name: 'abc', count: 2, tags: new Set(['a']) } });
    const used = [':one', ':three', ':a'].filter((name) => ConditionExpression.includes(name));
    const values: Record<string, unknown> = { ':one': 1, ':three': 3, ':a': 'a' };
    const act = () =>
      perform('Delete', {
        ...{ Key: { id: 'a' }, ConditionExpression },
        ExpressionAttributeValues: Object.fromEntries(used.map((name) => [name, values[name]])),
      });

    if (holds) expect(act()).toEqual({});
    else expect(refusalOf(act).name).toBe('ConditionalCheckFailedException');
  });

  test('makes all writes of a transaction or none, and names the reason of each', () => {
    const { perform, refusalOf, database } = setting();
    perform('Put', { Item: { id: 'a', count: 1 } });

    const refusal = refusalOf(() =>
      perform('TransactWrite', {
        TransactItems: [
          { Put: { TableName: TABLE, Item: { id: 'b' } } },
          { Put: { TableName: TABLE, Item: { id: 'a' }, ConditionExpression: 'attribute_not_exists(id)' } },
        ],
      }),
    );

    expect(refusal.CancellationReasons).toEqual([{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }]);
    expect(database.rows(TABLE)).toEqual([{ id: 'a', count: 1 }]);
  });

  test('locks the rows of a transaction for a while, and recognises a repeated one', async () => {
    const { perform, refusalOf, world, database } = setting();
    const increase = {
      TableName: TABLE,
      Key: { id: 'a' },
      UpdateExpression: 'ADD total :one',
      ExpressionAttributeValues: { ':one': 1 },
    };
    const transaction = { TransactItems: [{ Update: increase }], ClientRequestToken: 'token' };
    perform('TransactWrite', transaction);

    expect(refusalOf(() => perform('Update', increase))).toBeInstanceOf(TransactionConflictException);
    expect(
      refusalOf(() => perform('TransactWrite', { TransactItems: [{ Update: increase }] })).CancellationReasons,
    ).toEqual([{ Code: 'TransactionConflict' }]);
    await world.run(world.now + 1000);
    perform('TransactWrite', transaction);
    expect(database.row(TABLE, 'a')).toEqual({ id: 'a', total: 1 });
  });

  test('finds a row in an index after a delay, with its projection, page by page', async () => {
    const { perform, world } = setting();
    for (const id of ['a', 'b', 'c']) perform('Put', { Item: { id, kind: 'k', at: id, more: 1 } });
    perform('Put', { Item: { id: 'd', kind: 'k' } }); // sparse
    const query = {
      ...{ IndexName: 'byKind', KeyConditionExpression: 'kind = :k AND #at <= :b', Limit: 1 },
      ...{ ExpressionAttributeNames: { '#at': 'at' }, ExpressionAttributeValues: { ':k': 'k', ':b': 'b' } },
    };

    expect(perform('Query', query).Items).toEqual([]);
    await world.run(world.now + 1000);
    const page = perform('Query', query);
    expect(page).toMatchObject({
      Items: [{ id: 'a', kind: 'k', at: 'a' }],
      LastEvaluatedKey: { id: 'a', kind: 'k', at: 'a' },
    });
    expect(perform('Query', { ...query, ExclusiveStartKey: page.LastEvaluatedKey })).toEqual({
      ...{ Items: [{ id: 'b', kind: 'k', at: 'b' }], Count: 1 },
    });
  });

  test('may return an older state to an eventually consistent read', () => {
    const { perform } = setting();
    perform('Put', { Item: { id: 'a', count: 1 } });
    perform('Put', { Item: { id: 'a', count: 2 } });

    const counts = (ConsistentRead: boolean) =>
      new Set(
        Array.from(
          { length: 50 },
          () => (perform('Get', { Key: { id: 'a' }, ConsistentRead }).Item as { count: number }).count,
        ),
      );

    expect(counts(true)).toEqual(new Set([2]));
    expect(counts(false)).toEqual(new Set([1, 2]));
  });
});
