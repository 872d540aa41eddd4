import './imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { writesOf } from '../checks/storeWrites.ts';
import { losing, startTables } from './lostResponses.ts';

await startTables({ Counters: 'id' });
const { dynamodb } = await import('../src/dynamodb.ts');
const { deleteOnce, deleteRow, putOnce, updateOnce, writeId } = await import('../src/writeOnce.ts');
const loss = losing(dynamodb);
afterEach(() => {
  loss.stop();
});

const TableName = 'Counters';
const add = (id: string, by: number) =>
  updateOnce({
    TableName,
    Key: { id },
    UpdateExpression: 'SET counted = if_not_exists(counted, :zero) + :by',
    ExpressionAttributeValues: { ':zero': 0, ':by': by },
  });
const row = async (id: string) =>
  (await dynamodb.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;
const newRow = async () => {
  const id = randomUUID();
  await putOnce({ TableName, Item: { id, counted: 1 } });
  return id;
};

describe('an update whose response is lost', () => {
  test.each([0, 1, 2])('is made once, also if %d others are made before its retry', async (others) => {
    const id = await newRow();
    loss.start(async () => {
      for (let other = 0; other < others; other += 1) await add(id, 100);
    });

    const { written } = await add(id, 5);

    expect(loss.stop()).toBe(1);
    expect(written).toBe(true);
    expect((await row(id))?.counted).toBe(6 + others * 100);
  });

  test('is distinguished from another one that was made instead', async () => {
    const id = await newRow();
    const claim = (who: string) =>
      updateOnce({
        TableName,
        Key: { id },
        UpdateExpression: 'SET claimedBy = :who REMOVE counted',
        ConditionExpression: 'attribute_not_exists(claimedBy)',
        ExpressionAttributeValues: { ':who': who },
      });
    await claim('ann');

    const refused = await claim('bob');

    expect(refused).toMatchObject({ written: false, row: { claimedBy: 'ann' } });
    expect(await row(id)).not.toHaveProperty('counted');
  });

  test('may consist of only a REMOVE, and returns the row after it', async () => {
    const id = await newRow();
    loss.start();

    const { written, row: after } = await updateOnce({
      TableName,
      Key: { id },
      UpdateExpression: 'REMOVE counted',
      ConditionExpression: 'attribute_exists(counted)',
    });

    expect(written).toBe(true);
    expect(after).toMatchObject({ id });
    expect(after).not.toHaveProperty('counted');
  });
});

describe('a delete whose response is lost', () => {
  test('is recognised as made, and not repeated on a later row', async () => {
    const id = await newRow();
    const again = { id, counted: 7 };
    loss.start(async () => {
      await putOnce({ TableName, Item: again });
    });

    const { written } = await deleteOnce({ TableName, Key: { id }, ConditionExpression: 'attribute_exists(id)' });

    expect(written).toBe(true);
    expect(await row(id)).toEqual(again);
  });

  test('returns the deleted row', async () => {
    const id = await newRow();
    loss.start();

    expect(await deleteRow(TableName, id)).toEqual({ id, counted: 1 });
    expect(await deleteRow(TableName, id)).toBeUndefined();
  });

  test('is made by one of two concurrent calls', async () => {
    const id = await newRow();

    const deleted = await Promise.all([deleteRow(TableName, id), deleteRow(TableName, id)]);

    expect(deleted.filter((one) => one !== undefined)).toHaveLength(1);
  });
});

test('a put recognises its own item', async () => {
  const id = randomUUID();
  const put = (counted: number) =>
    putOnce({ TableName, Item: { id, counted, nothing: undefined }, ConditionExpression: 'attribute_not_exists(id)' });
  loss.start();

  expect(await put(1)).toMatchObject({ written: true });
  expect(await put(2)).toEqual({ written: false, row: { id, counted: 1 } });
});

test('a put with its own id is distinguished from one of the same item, and recognised after other writes', async () => {
  const id = randomUUID();
  const put = () =>
    putOnce({ TableName, Item: { id, counted: 1, ...writeId() }, ConditionExpression: 'attribute_not_exists(id)' });
  loss.start(async () => {
    await add(id, 1);
  });

  expect(await put()).toMatchObject({ written: true, row: { counted: 2 } });
  expect(await put()).toMatchObject({ written: false });
});

describe('functions that write', () => {
  test.each([
    ['by a command', 'export const save = () => client.send(new PutItemCommand({}));'],
    ['in a transaction', 'export async function save() { await client.send(new TransactWriteCommand({})); }'],
    [
      'by another function of the module',
      'const write = () => new UpdateCommand({}); export const save = () => write();',
    ],
    ['by a shared function', 'export const save = async () => (await updateOnce({})).written;'],
  ])('are found: %s', (_, text) => {
    expect(writesOf('store', text)).toEqual(['store.save']);
  });

  test('are distinguished from those that read, or that use a word of the same name', () => {
    const text = `const update = () => new UpdateCommand({});
      export const read = () => client.send(new GetCommand({}));
      export const hash = () => sha.update({ update: 1 });`;

    expect(writesOf('store', text)).toEqual([]);
  });
});
